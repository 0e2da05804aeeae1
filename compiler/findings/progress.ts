/**
 * How far long work is, for who waits for it. The work tells it at every step, from deep inside, since nothing else runs while it does. It
 * costs a call of a function if nobody listens.
 */
export interface ProgressListener {
  /** `phase` is a word such as `proving`, `what` names that which is counted. `total` is undefined as long as it is not known. */
  step(phase: string, done: number, total: number | undefined, what: string): void;
  /** Makes room for lines that stay. */
  clear(): void;
}

let listener: ProgressListener | undefined;

/** Only the shell listens, and only at a terminal. */
export function listenToProgress(listening: ProgressListener | undefined): void {
  listener = listening;
}

/** Tells that `done` of `total` are done. */
export function progress(phase: string, done: number, total: number | undefined, what: string): void {
  listener?.step(phase, done, total, what);
}

/** To be called before anything is written to the terminal. */
export function clearProgress(): void {
  listener?.clear();
}

/** Items one by one, each of which is a step. */
export function* inSteps<Item>(phase: string, items: Iterable<Item>, total: number, what: string): Generator<Item> {
  let done = 0;
  for (const item of items) {
    progress(phase, done, total, what);
    yield item;
    done += 1;
  }
}
