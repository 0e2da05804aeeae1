import type { Graph } from "./graph.ts";
import { nodeNumbers } from "./packed-graph.ts";

/** A graph for programs: nodes of three kinds with an id each, and edges from a local name to an exposed service. */
export function graphDocument(graph: Graph): Readonly<Record<string, unknown>> {
  const numberOf = nodeNumbers(graph);
  return {
    federation: graph.federation,
    nodes: [
      ...graph.clusters.map((cluster) => ({ id: `cluster/${cluster.name}`, kind: "cluster", ...cluster })),
      ...graph.services.map((node, i) => ({ id: `service/${i}`, kind: "service", ...node })),
      ...graph.names.map(({ kind: localService, keeps, ...node }, i) => ({ id: `name/${i}`, kind: "name", ...node, localService, keeps })),
    ],
    edges: graph.calls.map(({ from, to, ...call }) => ({ from: `name/${numberOf(from)}`, to: `service/${numberOf(to)}`, ...call })),
  };
}
