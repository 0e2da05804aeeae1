import type { Graph, NameNode, ServiceNode } from "./graph.ts";

/** A number for every node: its place in the graph. */
export interface Numbered {
  readonly names: ReadonlyMap<NameNode, number>;
  readonly services: ReadonlyMap<ServiceNode, number>;
}

export function numbered({ names, services }: Graph): Numbered {
  return { names: new Map(names.map((node, i) => [node, i])), services: new Map(services.map((node, i) => [node, i])) };
}
