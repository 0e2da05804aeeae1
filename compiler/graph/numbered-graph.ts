import type { ClusterNode, Graph, GraphCall, NameNode, ServiceNode } from "./graph.ts";
import { nameText, offerText, useText } from "./labels.ts";

/** A graph for JSON: calls refer to their ends by number. */
interface PackedGraph extends Omit<Graph, "calls"> {
  readonly calls: readonly (Omit<GraphCall, "from" | "to"> & { readonly from: number; readonly to: number })[];
}

/** A cluster with its local names and its exposed services, for formats that are text. */
interface Subgraph {
  readonly cluster: ClusterNode;
  readonly nodes: readonly TextNode[];
}

interface TextNode {
  /** `n0` for the first local name, `s0` for the first service. */
  readonly id: string;
  readonly kind: "name" | "service";
  readonly head: string;
  readonly note: string;
  readonly inactive: string | undefined;
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

export function subgraphsOf({ clusters, names, services }: Graph): readonly Subgraph[] {
  return clusters.map((cluster) => {
    const nodesOf = <Node extends NameNode | ServiceNode>(nodes: readonly Node[], textNode: (node: Node, i: number) => TextNode) =>
      nodes.flatMap((node, i) => (node.cluster === cluster.name ? [textNode(node, i)] : []));
    return {
      cluster,
      nodes: [
        ...nodesOf(names, (node, i) => ({ ...node, id: `n${i}`, kind: "name", head: nameText(node), note: useText(node) })),
        ...nodesOf(services, (node, i) => ({ ...node, id: `s${i}`, kind: "service", head: node.service, note: offerText(node) })),
      ],
    };
  });
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

/** A graph for programs: nodes of three kinds with an id each, and edges from a local name to an exposed service. */
export function graphDocument(graph: Graph): Readonly<Record<string, unknown>> {
  const { federation, clusters, services, names, calls } = packGraph(graph);
  return {
    federation,
    nodes: [
      ...clusters.map((cluster) => ({ id: `cluster/${cluster.name}`, kind: "cluster", ...cluster })),
      ...services.map((node, i) => ({ id: `service/${i}`, kind: "service", ...node })),
      ...names.map(({ kind: localService, keeps, ...node }, i) => ({ id: `name/${i}`, kind: "name", ...node, localService, keeps })),
    ],
    edges: calls.map(({ from, to, ...call }) => ({ from: `name/${from}`, to: `service/${to}`, ...call })),
  };
}
