import { grouped } from "../2-resolve/grouped.ts";
import { compare } from "../findings/finding.ts";
import type { Graph } from "./graph.ts";

const sweeps = 6;

/**
 * A graph whose names and services stand near those that they have to do with, so that few arrows cross. Each side in turn takes the
 * order of the middle of its partners on the other side: clusters first, then the nodes in each (the barycentre heuristic).
 */
export function orderedByPartners(graph: Graph): Graph {
  let { names, services } = graph;
  const callsFrom = graph.calls.map(({ from, to }) => ({ node: from, partner: to }));
  const callsTo = graph.calls.map(({ from, to }) => ({ node: to, partner: from }));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    services = byPartners(services, names, callsTo);
    names = byPartners(names, services, callsFrom);
  }
  return { ...graph, names, services };
}

function byPartners<Node extends { readonly cluster: string }, Partner>(
  nodes: readonly Node[],
  partners: readonly Partner[],
  ends: readonly { readonly node: Node; readonly partner: Partner }[],
): readonly Node[] {
  const placeOf = new Map(partners.map((partner, i) => [partner, i]));
  const middlesBy = <Key>(keyOf: (node: Node) => Key) => {
    const middles = [...grouped(ends, ({ node }) => keyOf(node))].map(
      ([key, same]) => [key, same.reduce((sum, { partner }) => sum + (placeOf.get(partner) ?? 0), 0) / same.length] as const,
    );
    const middleOf = new Map(middles);
    return (node: Node) => middleOf.get(keyOf(node)) ?? partners.length;
  };
  const [ofNode, ofCluster] = [middlesBy((node) => node), middlesBy(({ cluster }) => cluster)];
  return nodes.toSorted((a, b) => ofCluster(a) - ofCluster(b) || compare(a.cluster, b.cluster) || ofNode(a) - ofNode(b));
}
