import { choose } from "../choose.ts";
import { describe } from "../describe.ts";
import type { CallState, Graph, GraphCall } from "../graph.ts";

/** The reader's choice. Empty sets and texts choose everything. */
export interface Filters {
  search: string;
  readonly clusters: Set<string>;
  readonly services: Set<string>;
  /** The states that are left out. */
  readonly hidden: Set<CallState>;
  /** Only uses between two chosen clusters, instead of all uses from or to a chosen cluster. */
  between: boolean;
}

export function noFilters(): Filters {
  return { search: "", clusters: new Set(), services: new Set(), hidden: new Set(), between: false };
}

export function clear(filters: Filters): void {
  filters.search = "";
  filters.between = false;
  for (const set of [filters.clusters, filters.services, filters.hidden]) set.clear();
}

const texts = new WeakMap<GraphCall, string>();

/** The part of a graph that the filters let through. */
export function filtered(graph: Graph, { search, clusters, services, hidden, between }: Filters): Graph {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const both = between && clusters.size > 0;
  const isChosen = (call: GraphCall) =>
    !hidden.has(call.state) &&
    (!both || (clusters.has(call.from.cluster) && clusters.has(call.to.cluster))) &&
    words.every((word) => textOf(call).includes(word));
  return choose(graph, { clusters, services, isChosen: words.length > 0 || hidden.size > 0 || both ? isChosen : undefined });
}

/** Every text about a use and its two ends, for the search. */
function textOf(call: GraphCall): string {
  let text = texts.get(call);
  if (text === undefined) {
    const targets = [
      { kind: "call", item: call },
      { kind: "service", item: call.to },
      { kind: "name", item: call.from },
    ] as const;
    text = targets.flatMap(describe).join("\n").toLowerCase();
    texts.set(call, text);
  }
  return text;
}
