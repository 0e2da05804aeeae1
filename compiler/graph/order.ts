import { compare } from "../findings/finding.ts";
import type { Graph } from "./graph.ts";

const sweeps = 6;

/**
 * A graph whose names and services stand near those that they have to do with, so that few arrows cross. Each side in turn takes the
 * order of the middle of its partners on the other side: clusters first, then the nodes in each (the barycentre heuristic).
 */
export function orderedByPartners(graph: Graph): Graph {
  let { names, services } = graph;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    services = byPartners(
      services,
      names,
      graph.calls.map(({ from, to }) => [to, from]),
    );
    names = byPartners(
      names,
      services,
      graph.calls.map(({ from, to }) => [from, to]),
    );
  }
  return { ...graph, names, services };
}

function byPartners<Node extends { readonly cluster: string }, Other>(
  nodes: readonly Node[],
  others: readonly Other[],
  partners: readonly (readonly [Node, Other])[],
): readonly Node[] {
  const placeOf = new Map(others.map((other, i) => [other, i]));
  const middles = <Key>(keyOf: (node: Node) => Key) => {
    const sums = new Map<Key, { total: number; count: number }>();
    for (const [node, other] of partners) {
      const sum = sums.get(keyOf(node)) ?? { total: 0, count: 0 };
      sum.total += placeOf.get(other) ?? 0;
      sum.count += 1;
      sums.set(keyOf(node), sum);
    }
    return (node: Node) => {
      const sum = sums.get(keyOf(node));
      return sum ? sum.total / sum.count : others.length;
    };
  };
  const [ofNode, ofCluster] = [middles((node) => node), middles(({ cluster }) => cluster)];
  return nodes.toSorted((a, b) => ofCluster(a) - ofCluster(b) || compare(a.cluster, b.cluster) || ofNode(a) - ofNode(b));
}
