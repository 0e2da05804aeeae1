import { constants } from "node:os";

/** By which people, terminals and runners end a program. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does a short piece of writing as a whole: a signal that comes halfway would leave half of it, and what marks it as being written. It ends the
 * program right after, with the status that shells know it by.
 */
export function uninterrupted<T>(work: () => T): T {
  const release = onInterruption(() => {});
  try {
    return work();
  } finally {
    // A signal that came meanwhile is handed on once the program looks for news, which the first of these may still precede.
    setImmediate(() => setImmediate(release));
  }
}

/** Tidies up and ends the program when it is interrupted. Gives what stops that. */
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
