import { constants } from "node:os";

/** The signals by which people, terminals and runners end a program. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does a short piece of writing as a whole: a signal that came halfway would leave half of it, and the marks of an unfinished write. The signal
 * ends the program right after the work, with the exit status that shells expect.
 */
export function uninterrupted<T>(work: () => T): T {
  const release = onInterruption(() => {});
  try {
    return work();
  } finally {
    // Node delivers a signal that came during the work in a later turn of its event loop, and the first turn may still precede it.
    setImmediate(() => setImmediate(release));
  }
}

/** Tidies up and ends the program if it is interrupted. Returns a function that stops this. */
export function onInterruption(tidy: () => void): () => void {
  const stop = (signal: NodeJS.Signals) => {
    try {
      tidy();
    } finally {
      process.exit(128 + constants.signals[signal]);
    }
  };
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}
