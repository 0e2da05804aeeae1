import { createInterface } from "node:readline";
import { makeWireCall } from "./make-wire-call.ts";
import type { WireCall } from "./wire-call.ts";

/*
 * Makes a pod's calls. Each line of standard input is `{ "id": …, "call": … }`, each line of standard output
 * `{ "id": …, "answer": … }`; calls do not wait for one another. It ends with its input.
 */

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, call } = JSON.parse(line) as { readonly id: number; readonly call: WireCall };
  process.stdout.write(`${JSON.stringify({ id, answer: await makeWireCall(call) })}\n`);
});
