import type { Graph, GraphCall } from "./graph.ts";

/** A part of a graph. An empty set chooses everything. */
interface Choice {
  readonly clusters: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** A further condition for each call. */
  readonly isChosen?: ((call: GraphCall) => boolean) | undefined;
}

/**
 * The part of a graph in which these clusters use or expose these services. Their own nodes stay even if no call is left, unless
 * calls are chosen one by one. Other clusters keep only the ends of the calls that are left.
 */
export function choose(graph: Graph, { clusters, services, isChosen }: Choice): Graph {
  const isCluster = (name: string) => clusters.size === 0 || clusters.has(name);
  const isService = (name: string) => services.size === 0 || services.has(name);
  const calls = graph.calls.filter(
    (call) =>
      isService(call.to.service) &&
      (isCluster(call.to.cluster) || isCluster(call.from.cluster)) &&
      (isChosen === undefined || isChosen(call)),
  );
  const ends = new Set<unknown>(calls.flatMap(({ from, to }) => [from, to]));
  const isKept = (node: { readonly cluster: string; readonly service: string }) =>
    ends.has(node) || (isChosen === undefined && isCluster(node.cluster) && isService(node.service));
  const keptServices = graph.services.filter(isKept);
  const names = graph.names.filter(isKept);
  const inUse = new Set([...keptServices, ...names].map(({ cluster }) => cluster));
  const alone = isChosen === undefined && services.size === 0;
  return {
    federation: graph.federation,
    clusters: graph.clusters.filter(({ name }) => inUse.has(name) || (alone && isCluster(name))),
    services: keptServices,
    names,
    calls,
  };
}
