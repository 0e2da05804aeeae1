import type { Graph, GraphCall } from "./graph.ts";

/** A graph as JSON can hold it: calls name their ends by number. */
export interface PackedGraph extends Omit<Graph, "calls"> {
  readonly calls: readonly PackedCall[];
}

type PackedCall = Omit<GraphCall, "from" | "to"> & { readonly from: number; readonly to: number };

export function packGraph(graph: Graph): PackedGraph {
  const names = new Map(graph.names.map((node, i) => [node, i]));
  const services = new Map(graph.services.map((node, i) => [node, i]));
  const number = (found: number | undefined) => {
    if (found === undefined) throw new Error("a call has an end that is not in the graph");
    return found;
  };
  const calls = graph.calls.map((call) => ({ ...call, from: number(names.get(call.from)), to: number(services.get(call.to)) }));
  return { ...graph, calls };
}

export function unpackGraph(packed: PackedGraph): Graph {
  const calls = packed.calls.flatMap((call) => {
    const [from, to] = [packed.names[call.from], packed.services[call.to]];
    return from && to ? [{ ...call, from, to }] : [];
  });
  return { ...packed, calls };
}
