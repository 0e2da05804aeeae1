import { setFlagsFromString } from "node:v8";
import { growHeapBy } from "../inputs/heap-growth.ts";

/** Sets V8's flags for the work of a command. Comes after its files are loaded: with other flags, V8 refuses the compiled code of Node's own modules. */
export function setV8Flags(): void {
  // fedc runs for a second or less, and what V8 optimizes after a few thousand calls is seldom called often enough afterwards: optimizing took a third of
  // the processor's time. With fifteen times the calls, long runs still get it. Node 20 has this V8.
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");
  growHeapBy(20);
}
