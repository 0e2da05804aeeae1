import type { PictureTarget } from "../describe.ts";
import type { Graph, NameNode } from "../graph.ts";
import { pairsOf } from "../pairs.ts";

/** Whether an arrow or a cell has to do with a target. */
export function concerns(target: PictureTarget, other: PictureTarget): boolean {
  if (other.kind !== "call" && other.kind !== "pair") return false;
  const calls = other.kind === "call" ? [other.call] : other.calls;
  switch (target.kind) {
    case "cluster":
      return calls.some(({ from, to }) => from.cluster === target.cluster.name || to.cluster === target.cluster.name);
    case "service":
      return calls.some(({ to }) => to === target.service);
    case "name":
      return calls.some(({ from }) => from === target.name);
    case "call":
      return calls.includes(target.call);
    case "pair":
      return calls.some(({ from, to }) => from.cluster === target.from && to.cluster === target.to);
  }
}

/** Whether two targets, perhaps of two pictures, are the same thing. */
export function isSame(a: PictureTarget, b: PictureTarget): boolean {
  if (a.kind === "pair" && b.kind === "pair") return a.from === b.from && a.to === b.to;
  return a.kind === b.kind && thing(a) === thing(b);
}

function thing(target: PictureTarget): unknown {
  switch (target.kind) {
    case "cluster":
      return target.cluster;
    case "service":
      return target.service;
    case "name":
      return target.name;
    case "call":
      return target.call;
    case "pair":
      return target;
  }
}

/** The end of a link that leads to a target. It holds names, so that the link still leads there when the page is made anew. */
export function fragmentOf(target: PictureTarget): string {
  return `#${partsOf(target)
    .map((part) => encodeURIComponent(part))
    .join("/")}`;
}

function partsOf(target: PictureTarget): readonly string[] {
  const partsOfName = ({ service, cluster, as = "", callerLabels }: NameNode) => [
    service,
    cluster,
    as,
    ...(callerLabels ? [callerLabels] : []),
  ];
  switch (target.kind) {
    case "cluster":
      return ["cluster", target.cluster.name];
    case "service":
      return ["service", target.service.service, target.service.cluster];
    case "name":
      return ["name", ...partsOfName(target.name)];
    case "call":
      return ["use", target.call.to.cluster, ...partsOfName(target.call.from)];
    case "pair":
      return ["pair", target.from, target.to];
  }
}

/** The target that a link leads to, if it is in the graph. */
export function targetOf({ clusters, services, names, calls }: Graph, fragment: string): PictureTarget | undefined {
  const targets: readonly PictureTarget[] = [
    ...clusters.map((cluster) => ({ kind: "cluster" as const, cluster })),
    ...services.map((service) => ({ kind: "service" as const, service })),
    ...names.map((name) => ({ kind: "name" as const, name })),
    ...calls.map((call) => ({ kind: "call" as const, call })),
    ...pairsOf(calls).map((pair) => ({ kind: "pair" as const, ...pair })),
  ];
  return fragment === "" ? undefined : targets.find((target) => fragmentOf(target) === fragment);
}

/** The clusters that must be unfolded for a target to be seen. */
export function clustersAround(target: PictureTarget): readonly string[] {
  switch (target.kind) {
    case "cluster":
      return [target.cluster.name];
    case "service":
      return [target.service.cluster];
    case "name":
      return [target.name.cluster];
    case "call":
      return [target.call.from.cluster];
    case "pair":
      return [];
  }
}
