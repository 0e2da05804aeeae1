import { choose } from "../choose.ts";
import { describe } from "../describe.ts";
import type { CallState, Graph, GraphCall } from "../graph.ts";

/** What the reader asked to see. Empty sets and texts are everything. */
export interface Filters {
  search: string;
  readonly clusters: Set<string>;
  readonly services: Set<string>;
  /** Those that are left out. */
  readonly hidden: Set<CallState>;
  /** Only between the chosen clusters, instead of all that has to do with one of them. */
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

/** What is to be seen of a graph. */
export function filtered(graph: Graph, { search, clusters, services, hidden, between }: Filters): Graph {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const both = between && clusters.size > 0;
  const wanted = (call: GraphCall) =>
    !hidden.has(call.state) &&
    (!both || (clusters.has(call.from.cluster) && clusters.has(call.to.cluster))) &&
    words.every((word) => textOf(call).includes(word));
  return choose(graph, { clusters, services, call: words.length > 0 || hidden.size > 0 || both ? wanted : undefined });
}

/** Everything that is said of a use and its ends. */
function textOf(call: GraphCall): string {
  let text = texts.get(call);
  if (text === undefined) {
    const parts = [
      describe({ kind: "call", call }),
      describe({ kind: "service", service: call.to }),
      describe({ kind: "name", name: call.from }),
    ];
    text = parts.flat().join("\n").toLowerCase();
    texts.set(call, text);
  }
  return text;
}
