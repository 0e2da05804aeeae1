import type { Drawing } from "./drawing.ts";
import type { Graph } from "./graph.ts";
import { layoutColumns } from "./layout-columns.ts";
import { layoutMatrix } from "./layout-matrix.ts";
import { pairsOf } from "./pairs.ts";

/** How much a picture shows: every service, only clusters, or numbers. */
export type Detail = "services" | "clusters" | "matrix";

/**
 * How many uses are readable at once. A file shows more than the page, since it cannot unfold a cluster. A reader of the page may ask for
 * more, up to the number that a browser still draws in a moment.
 */
export const maxUses = { page: 60, file: 120, browser: 1000 };

/** The most detailed one that can still be read. */
export function readableDetail(graph: Graph, max: number): Detail {
  if (graph.calls.length <= max && graph.names.length + graph.services.length <= 2 * max) return "services";
  return pairsOf(graph.calls).length <= 250 ? "clusters" : "matrix";
}

/** A picture of this width; a matrix has its own. The clusters in `toggled` are folded if the others are not, and the other way round. */
export function layOut(graph: Graph, detail: Detail, width: number, toggled?: ReadonlySet<string>): Drawing {
  if (detail === "matrix") return layoutMatrix(graph);
  const isUnfolded = (cluster: string) => (detail === "services") !== (toggled?.has(cluster) ?? false);
  return layoutColumns(graph, { width, isUnfolded, isFoldable: toggled !== undefined });
}
