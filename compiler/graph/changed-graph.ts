import type { ClusterNode, Graph, GraphCall, NameNode, ServiceNode } from "./graph.ts";

export type Mark = "added" | "changed" | "removed";

/** The uses that were added, changed or removed between two states of a federation. */
interface ChangedGraph {
  readonly graph: Graph;
  readonly marks: ReadonlyMap<GraphCall, Mark>;
}

/** A use in both states is shown as it is afterwards. A new description or owner does not change a use. */
export function changedGraph(before: Graph | undefined, after: Graph): ChangedGraph {
  const [callsBefore, callsAfter] = [keyed(before?.calls ?? []), keyed(after.calls)];
  const marks = new Map<GraphCall, Mark>();
  for (const [key, call] of callsAfter) {
    const former = callsBefore.get(key);
    if (!former) marks.set(call, "added");
    else if (comparable(former) !== comparable(call)) marks.set(call, "changed");
  }
  const [names, services] = [byKey(after.names, nameKey), byKey(after.services, serviceKey)];
  for (const [key, call] of callsBefore) {
    if (callsAfter.has(key)) continue;
    const from = keptOr(names, nameKey(call.from), call.from);
    const to = keptOr(services, serviceKey(call.to), call.to);
    marks.set({ ...call, from, to }, "removed");
  }
  return { graph: graphOf([...marks.keys()], before, after), marks };
}

function graphOf(calls: readonly GraphCall[], before: Graph | undefined, after: Graph): Graph {
  const names = [...new Set(calls.map(({ from }) => from))];
  const services = [...new Set(calls.map(({ to }) => to))];
  const shown = new Set([...names, ...services].map(({ cluster }) => cluster));
  const clusters = new Map<string, ClusterNode>([...(before?.clusters ?? []), ...after.clusters].map((cluster) => [cluster.name, cluster]));
  return { federation: after.federation, clusters: [...clusters.values()].filter(({ name }) => shown.has(name)), names, services, calls };
}

/** Calls by their ends. The key has a counter, since a cluster may use a service twice without names that differ. */
function keyed(calls: readonly GraphCall[]): ReadonlyMap<string, GraphCall> {
  const callsByKey = new Map<string, GraphCall>();
  for (const call of calls) {
    const key = `${nameKey(call.from)} ${call.to.cluster}`;
    let times = 0;
    while (callsByKey.has(`${key} ${times}`)) times += 1;
    callsByKey.set(`${key} ${times}`, call);
  }
  return callsByKey;
}

function nameKey({ service, cluster, as, callerLabels }: NameNode): string {
  return JSON.stringify([service, cluster, as, callerLabels]);
}

function serviceKey({ service, cluster }: ServiceNode): string {
  return JSON.stringify([service, cluster]);
}

function byKey<Node>(nodes: readonly Node[], keyOf: (node: Node) => string): Map<string, Node> {
  return new Map(nodes.map((node) => [keyOf(node), node]));
}

/** The node that stands for this key, so that two calls of one node share it. */
function keptOr<Node>(nodes: Map<string, Node>, key: string, node: Node): Node {
  const kept = nodes.get(key) ?? node;
  nodes.set(key, kept);
  return kept;
}

function comparable({ from, to, ...call }: GraphCall): string {
  const { callers, kind, keeps } = from;
  const { protocol, local, subset, path } = to;
  return JSON.stringify([call, callers, kind, keeps, protocol, local, subset, path]);
}
