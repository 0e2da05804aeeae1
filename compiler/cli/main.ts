#!/usr/bin/env node
import { run } from "./run.ts";

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
