import type { Drawing } from "./drawing.ts";
import type { Graph } from "./graph.ts";
import { layoutClusters } from "./layout-clusters.ts";
import { layoutMatrix } from "./layout-matrix.ts";
import { layoutServices } from "./layout-services.ts";
import { pairsOf } from "./pairs.ts";

/** How much a picture shows: every service, only clusters, or numbers. */
export type Detail = "services" | "clusters" | "matrix";

/** The most detailed one that can still be read. */
export function readableDetail({ calls, names, services }: Graph): Detail {
  if (calls.length <= 250 && names.length + services.length <= 500) return "services";
  return pairsOf(calls).length <= 100 ? "clusters" : "matrix";
}

export function layOut(graph: Graph, detail: Detail): Drawing {
  return { services: layoutServices, clusters: layoutClusters, matrix: layoutMatrix }[detail](graph);
}
