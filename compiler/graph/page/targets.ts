import type { PictureTarget } from "../describe.ts";
import type { Graph, NameNode } from "../graph.ts";
import { pairsOf } from "../pairs.ts";

/** Whether an arrow or a cell has to do with a target. */
export function concerns({ kind, item }: PictureTarget, shape: PictureTarget): boolean {
  if (shape.kind !== "call" && shape.kind !== "pair") return false;
  const calls = shape.kind === "call" ? [shape.item] : shape.item.calls;
  return calls.some((call) => {
    const { from, to } = call;
    if (kind === "cluster") return from.cluster === item.name || to.cluster === item.name;
    if (kind === "pair") return from.cluster === item.from && to.cluster === item.to;
    return item === from || item === to || item === call;
  });
}

/** Whether two targets, perhaps of two pictures, are the same thing. */
export function isSame(a: PictureTarget, b: PictureTarget): boolean {
  if (a.kind === "pair" && b.kind === "pair") return a.item.from === b.item.from && a.item.to === b.item.to;
  return a.item === b.item;
}

/** The end of a link that leads to a target. It holds names, so that the link still leads there when the page is made anew. */
export function fragmentOf(target: PictureTarget): string {
  return `#${partsOf(target)
    .map((part) => encodeURIComponent(part))
    .join("/")}`;
}

function partsOf({ kind, item }: PictureTarget): readonly string[] {
  const partsOfName = ({ service, cluster, as = "", callerLabels }: NameNode) => [
    service,
    cluster,
    as,
    ...(callerLabels ? [callerLabels] : []),
  ];
  switch (kind) {
    case "cluster":
      return [kind, item.name];
    case "service":
      return [kind, item.service, item.cluster];
    case "name":
      return [kind, ...partsOfName(item)];
    case "call":
      return ["use", item.to.cluster, ...partsOfName(item.from)];
    case "pair":
      return [kind, item.from, item.to];
  }
}

/** The target that a link leads to, if it is in the graph. */
export function targetOf({ clusters, services, names, calls }: Graph, fragment: string): PictureTarget | undefined {
  const targets: readonly PictureTarget[] = [
    ...clusters.map((item) => ({ kind: "cluster", item }) as const),
    ...services.map((item) => ({ kind: "service", item }) as const),
    ...names.map((item) => ({ kind: "name", item }) as const),
    ...calls.map((item) => ({ kind: "call", item }) as const),
    ...pairsOf(calls).map((item) => ({ kind: "pair", item }) as const),
  ];
  return fragment === "" ? undefined : targets.find((target) => fragmentOf(target) === fragment);
}

/** The clusters and services at a target. The first cluster is the one in which the target is drawn; a pair is drawn between its clusters. */
export function surroundings({ kind, item }: PictureTarget): {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
} {
  switch (kind) {
    case "cluster":
      return { clusters: [item.name], services: [] };
    case "service":
    case "name":
      return { clusters: [item.cluster], services: [item.service] };
    case "call":
      return { clusters: [item.from.cluster, item.to.cluster], services: [item.to.service] };
    case "pair":
      return { clusters: [item.from, item.to], services: [] };
  }
}
