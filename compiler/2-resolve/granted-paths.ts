/** The paths of a grant: exact paths, and prefixes that end in `/*`. `/x/*` includes `/x/` but not `/x`. Undefined means every path. */
export class GrantedPaths {
  readonly #all: boolean;
  readonly #exact = new Set<string>();
  /** Without the `*`, so they end in `/`. */
  readonly #prefixes = new Set<string>();

  constructor(paths: readonly string[] | undefined) {
    this.#all = paths === undefined;
    for (const path of paths ?? []) {
      if (path.endsWith("/*")) this.#prefixes.add(path.slice(0, -1));
      else this.#exact.add(path);
    }
  }

  /** Whether every path of another list's entry is granted here. */
  covers(path: string): boolean {
    if (this.#all || this.#prefixes.has("/")) return true;
    if (path.endsWith("/*")) return this.#isBelowPrefix(path.slice(0, -1));
    return this.#exact.has(path) || this.#isBelowPrefix(path);
  }

  /** Whether some path that begins with `start` is granted. */
  admitsSomeBelow(start: string): boolean {
    if (this.#all || this.#isBelowPrefix(start)) return true;
    return [...this.#exact, ...this.#prefixes].some((path) => path.startsWith(start));
  }

  #isBelowPrefix(path: string): boolean {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1))
      if (this.#prefixes.has(path.slice(0, end + 1))) return true;
    return false;
  }
}
