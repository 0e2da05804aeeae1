/** What goes wrong with calls of one kind, some times and then no more. */
export interface Fault {
  /** Matched against `POST /repos/o/r/pulls`. */
  readonly on: RegExp;
  /** How often; once where it is missing. */
  readonly times?: number;
  /** How many such calls go well before. */
  readonly after?: number;
  /** Whether the call is carried out all the same, and only its answer is lost. */
  readonly done?: boolean;
  /** An answer in place of the right one; a connection that breaks, before or within the answer; none at all. */
  readonly with: "reset" | "half" | "hang" | FaultyAnswer;
}

export interface FaultyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a text as it is. */
  readonly body?: unknown;
}

/** Scripted faults, in the order in which they were written. */
export class Faults {
  readonly #script: { fault: Fault; wait: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#script.push({ fault, wait: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** The fault for a call, which is used up by asking. */
  next(call: string): Fault | undefined {
    for (const entry of this.#script) {
      if (entry.left === 0 || !entry.fault.on.test(call)) continue;
      if (entry.wait > 0) {
        entry.wait -= 1;
        continue;
      }
      entry.left -= 1;
      return entry.fault;
    }
    return undefined;
  }
}
