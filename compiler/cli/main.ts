#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { growHeapBy } from "../inputs/heap-growth.ts";
import { run } from "./run.ts";

// fedc runs for a second or less, and what V8 optimizes after a few thousand calls is seldom called often enough afterwards: optimizing took a third of
// the processor's time. With fifteen times the calls, long runs still get it. Node 20 has this V8.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");

growHeapBy(30);

// A reader of the output may stop early, as `head` does. That is not a failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = 1;
    if (stream === process.stdout) process.stderr.write(`error: the answer cannot be written: ${error.code}\n`);
  });
}

void run(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
