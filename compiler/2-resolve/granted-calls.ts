import type { AlternativeEntry, MatchEntry } from "../1-load/federation-file.ts";

/**
 * The part of a route's match that keeps all its calls out of a grant; undefined if some call may pass.
 * A regular expression counts as one that may match anything.
 */
export function matchObstacle(match: MatchEntry, alternatives: readonly AlternativeEntry[]): "methods" | "path" | undefined {
  if (alternatives.length === 0) return undefined;
  const byMethod = alternatives.filter((alternative) => admitsMethod(match, alternative));
  if (byMethod.length === 0) return "methods";
  return byMethod.some((alternative) => admitsPath(match, grantedPathsOf(alternative))) ? undefined : "path";
}

/** The paths that an alternative grants. An rpc is a path too: a gRPC call is a POST to `/package.Service/Method`. */
export function grantedPathsOf({ paths, rpcs }: AlternativeEntry): GrantedPaths {
  return new GrantedPaths(rpcs === undefined || rpcs === "any" ? paths : rpcs.map((rpc) => `/${rpc}`));
}

function admitsMethod({ methods }: MatchEntry, alternative: AlternativeEntry): boolean {
  const granted = alternative.methods ?? "any";
  return methods === undefined || granted === "any" || methods.some((method) => granted.includes(method));
}

function admitsPath({ path }: MatchEntry, granted: GrantedPaths): boolean {
  if (path?.exact !== undefined) return granted.covers(path.exact);
  return path?.prefix === undefined || granted.admitsSomeBelow(path.prefix);
}

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
