import { compare } from "../findings/finding.ts";
import type { GraphCall } from "./graph.ts";

/** A consumer, an exposer, and the calls between them. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  readonly calls: readonly GraphCall[];
}

/** Every pair of clusters with calls between them, sorted by consumer, then exposer. */
export function pairsOf(calls: readonly GraphCall[]): readonly Pair[] {
  const pairs = new Map<string, Pair & { readonly calls: GraphCall[] }>();
  for (const call of calls) {
    const [from, to] = [call.from.cluster, call.to.cluster];
    const pair = pairs.get(`${from} ${to}`) ?? { from, to, calls: [] };
    pair.calls.push(call);
    pairs.set(`${from} ${to}`, pair);
  }
  return [...pairs.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}

/** The state of a pair: in force if any call is. */
export function pairState(calls: readonly GraphCall[]): GraphCall["state"] {
  const states = calls.map(({ state }) => state);
  return states.includes("in force") ? "in force" : states.includes("pending") ? "pending" : "inactive";
}
