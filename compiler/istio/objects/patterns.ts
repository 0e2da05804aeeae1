/** A list of values as authorization policies compare them: `abc` exactly, `abc*` by prefix, `*abc` by suffix, `*` for any that is not empty. */
export class Patterns {
  readonly #exact: ReadonlySet<string>;
  readonly #prefixes: readonly string[];
  readonly #suffixes: readonly string[];
  readonly #any: boolean;

  constructor(patterns: readonly string[]) {
    this.#any = patterns.includes("*");
    const others = patterns.filter((pattern) => pattern !== "*");
    // In this order: `*abc*` is a suffix `abc*` (pilot/pkg/security/authz/matcher/string.go).
    this.#suffixes = others.filter((pattern) => pattern.startsWith("*")).map((pattern) => pattern.slice(1));
    this.#prefixes = others.filter((pattern) => !pattern.startsWith("*") && pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
    this.#exact = new Set(others.filter((pattern) => !pattern.startsWith("*") && !pattern.endsWith("*")));
  }

  /** The values that match, where these are single ones. */
  get exactly(): ReadonlySet<string> | undefined {
    return this.#any || this.#prefixes.length + this.#suffixes.length > 0 ? undefined : this.#exact;
  }

  /** A value that is not there matches nothing. */
  matches(value: string | undefined): boolean {
    if (value === undefined) return false;
    if (this.#exact.has(value)) return true;
    for (const prefix of this.#prefixes) if (value.startsWith(prefix)) return true;
    for (const suffix of this.#suffixes) if (value.endsWith(suffix)) return true;
    return this.#any && value !== "";
  }
}
