/** How long the parts of a run take. */
export class Phases {
  readonly #milliseconds = new Map<string, number>();

  /** Does a part of the run. Parts of the same name are added up. */
  async time<Result>(phase: string, part: () => Promise<Result>): Promise<Result> {
    const started = Date.now();
    try {
      return await part();
    } finally {
      this.#milliseconds.set(phase, (this.#milliseconds.get(phase) ?? 0) + Date.now() - started);
    }
  }

  /** In seconds, with one decimal. */
  seconds(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#milliseconds].map(([phase, milliseconds]) => [phase, Math.round(milliseconds / 100) / 10]));
  }
}
