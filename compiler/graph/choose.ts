import type { Graph, GraphCall } from "./graph.ts";

/** Which part of a graph is wanted; an empty list is everything. */
interface Choice {
  readonly clusters: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** What else a call must be. */
  readonly call?: ((call: GraphCall) => boolean) | undefined;
}

/**
 * The part of a graph that has to do with some clusters, as either end, and with some services. What they offer and use stays
 * though no call is left of it, unless calls are chosen one by one; of all else only the ends of the calls that are left.
 */
export function choose(graph: Graph, { clusters, services, call: wanted }: Choice): Graph {
  const isCluster = (name: string) => clusters.size === 0 || clusters.has(name);
  const isService = (name: string) => services.size === 0 || services.has(name);
  const calls = graph.calls.filter(
    (call) =>
      isService(call.to.service) && (isCluster(call.to.cluster) || isCluster(call.from.cluster)) && (wanted === undefined || wanted(call)),
  );
  const ends = new Set<unknown>(calls.flatMap(({ from, to }) => [from, to]));
  const isKept = (node: { readonly cluster: string; readonly service: string }) =>
    ends.has(node) || (wanted === undefined && isCluster(node.cluster) && isService(node.service));
  const keptServices = graph.services.filter(isKept);
  const names = graph.names.filter(isKept);
  const inUse = new Set([...keptServices, ...names].map(({ cluster }) => cluster));
  const alone = wanted === undefined && services.size === 0;
  return {
    federation: graph.federation,
    clusters: graph.clusters.filter(({ name }) => inUse.has(name) || (alone && isCluster(name))),
    services: keptServices,
    names,
    calls,
  };
}
