import type { Graph, GraphCall } from "./graph.ts";
import { numbered } from "./numbered.ts";

/** A graph for programs: nodes of three kinds with an id each, and edges from a local name to an exposed service. */
export function graphDocument(graph: Graph): Readonly<Record<string, unknown>> {
  const { names, services } = numbered(graph);
  return {
    federation: graph.federation,
    nodes: [
      ...graph.clusters.map((cluster) => ({ id: `cluster/${cluster.name}`, kind: "cluster", ...cluster })),
      ...graph.services.map((node, i) => ({ id: `service/${i}`, kind: "service", ...node })),
      ...graph.names.map(({ kind: localService, keeps, ...node }, i) => ({ id: `name/${i}`, kind: "name", ...node, localService, keeps })),
    ],
    edges: graph.calls.map(({ from, to, ...call }: GraphCall) => ({
      from: `name/${names.get(from)}`,
      to: `service/${services.get(to)}`,
      ...call,
    })),
  };
}
