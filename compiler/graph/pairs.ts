import { grouped } from "../2-resolve/grouped.ts";
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
  return [...grouped(calls, ({ from, to }) => `${from.cluster} ${to.cluster}`)]
    .map(([key, calls]) => {
      const [from = "", to = ""] = key.split(" ");
      return { from, to, calls };
    })
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}

/** The state of a pair: in force if any call is. */
export function pairState(calls: readonly GraphCall[]): GraphCall["state"] {
  const states = calls.map(({ state }) => state);
  return states.includes("in force") ? "in force" : states.includes("pending") ? "pending" : "inactive";
}
