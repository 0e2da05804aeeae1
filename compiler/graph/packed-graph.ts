import type { Graph, GraphCall, NameNode, ServiceNode } from "./graph.ts";

/** A graph for JSON: calls refer to their ends by number. */
interface PackedGraph extends Omit<Graph, "calls"> {
  readonly calls: readonly (Omit<GraphCall, "from" | "to"> & { readonly from: number; readonly to: number })[];
}

/** The number of every node: its place in the graph. Throws for a node that is not in the graph. */
export function nodeNumbers({ names, services }: Graph): (node: NameNode | ServiceNode) => number {
  const numbers = new Map<NameNode | ServiceNode, number>([...names.entries(), ...services.entries()].map(([i, node]) => [node, i]));
  return (node) => {
    const number = numbers.get(node);
    if (number === undefined) throw new Error("a call has an end that is not in the graph");
    return number;
  };
}

export function packGraph(graph: Graph): PackedGraph {
  const numberOf = nodeNumbers(graph);
  return { ...graph, calls: graph.calls.map((call) => ({ ...call, from: numberOf(call.from), to: numberOf(call.to) })) };
}

export function unpackGraph(packed: PackedGraph): Graph {
  const calls = packed.calls.flatMap((call) => {
    const [from, to] = [packed.names[call.from], packed.services[call.to]];
    return from && to ? [{ ...call, from, to }] : [];
  });
  return { ...packed, calls };
}
