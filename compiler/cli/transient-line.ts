import type { ProgressListener } from "../findings/progress.ts";

/** What is done sooner needs no progress. */
const silentMilliseconds = 2000;
const pauseMilliseconds = 100;
const clearLine = "\r\u001b[2K";

/** Whether a line on a stream can be written over. */
export function hasLine(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env.TERM !== "dumb";
}

/** One line of a terminal that says how far the work is. It is written over again and again, and goes before anything else is printed. */
export function transientLine(
  stream: Pick<NodeJS.WriteStream, "columns" | "write">,
  // The global loads its module when it is first read.
  clock: () => number = () => performance.now(),
): ProgressListener {
  let due = clock() + silentMilliseconds;
  let isShown = false;
  return {
    step(phase, done, total, what) {
      const now = clock();
      if (now < due) return;
      due = now + pauseMilliseconds;
      isShown = true;
      const count = done.toLocaleString("en-US");
      const text = `${phase}: ${total === undefined ? count : `${count} of ${total.toLocaleString("en-US")}`} ${what}`;
      // A line that wraps could not be taken back.
      stream.write(`${clearLine}${text.slice(0, Math.max(0, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (isShown) stream.write(clearLine);
      isShown = false;
    },
  };
}
