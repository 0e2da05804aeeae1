import type { Graph, GraphCall, NameNode, ServiceNode } from "./graph.ts";

export type Mark = "added" | "changed" | "removed";

/** The uses that were added, changed or removed between two states of a federation. */
interface ChangedGraph {
  readonly graph: Graph;
  readonly marks: ReadonlyMap<GraphCall, Mark>;
}

/** A use in both states is shown as it is afterwards. A new description or owner does not change a use. */
export function changedGraph(before: Graph | undefined, after: Graph): ChangedGraph {
  const [callsBefore, callsAfter] = [callsByKey(before?.calls ?? []), callsByKey(after.calls)];
  const marks = new Map<GraphCall, Mark>();
  for (const [key, call] of callsAfter) {
    const former = callsBefore.get(key);
    if (!former) marks.set(call, "added");
    else if (comparable(former) !== comparable(call)) marks.set(call, "changed");
  }
  const nodes = new Map<string, NameNode | ServiceNode>([...after.names, ...after.services].map((node) => [nodeKey(node), node]));
  /** The node that stands for this one, so that two calls of one node share it. */
  const shared = <Node extends NameNode | ServiceNode>(node: Node): Node => {
    const key = nodeKey(node);
    if (!nodes.has(key)) nodes.set(key, node);
    return nodes.get(key) as Node;
  };
  for (const [key, call] of callsBefore)
    if (!callsAfter.has(key)) marks.set({ ...call, from: shared(call.from), to: shared(call.to) }, "removed");
  return { graph: graphOf([...marks.keys()], before, after), marks };
}

function graphOf(calls: readonly GraphCall[], before: Graph | undefined, { federation, clusters }: Graph): Graph {
  const names = [...new Set(calls.map(({ from }) => from))];
  const services = [...new Set(calls.map(({ to }) => to))];
  const shown = new Set([...names, ...services].map(({ cluster }) => cluster));
  const clustersByName = new Map([...(before?.clusters ?? []), ...clusters].map((cluster) => [cluster.name, cluster]));
  return { federation, clusters: [...clustersByName.values()].filter(({ name }) => shown.has(name)), names, services, calls };
}

/** Calls by their ends. The key has a counter, since a cluster may use a service twice without names that differ. */
function callsByKey(calls: readonly GraphCall[]): ReadonlyMap<string, GraphCall> {
  const times = new Map<string, number>();
  return new Map(
    calls.map((call) => {
      const ends = `${nodeKey(call.from)} ${call.to.cluster}`;
      const time = times.get(ends) ?? 0;
      times.set(ends, time + 1);
      return [`${ends} ${time}`, call];
    }),
  );
}

function nodeKey(node: NameNode | ServiceNode): string {
  return JSON.stringify([node.service, node.cluster, ...("as" in node ? [node.as, node.callerLabels] : [])]);
}

function comparable({ from, to, ...call }: GraphCall): string {
  const { callers, kind, keeps } = from;
  const { protocol, local, subset, path } = to;
  return JSON.stringify([call, callers, kind, keeps, protocol, local, subset, path]);
}
