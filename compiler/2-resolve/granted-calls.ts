import type { AlternativeEntry, MatchEntry } from "../1-load/federation-file.ts";
import { GrantedPaths } from "./granted-paths.ts";

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
