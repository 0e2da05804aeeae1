import type { Labels } from "../1-load/federation-file.ts";
import type { Exposure } from "../2-resolve/federation.ts";

/** The labels by which pods of a Service are chosen. */
type PodChoice = Partial<Pick<Exposure, "selector" | "subset">>;

/** Whether some pods may serve both: no label has different values for the two. Both are of one Service. */
export function mayShare(a: PodChoice, b: PodChoice): boolean {
  const others = podLabels(b);
  return Object.entries(podLabels(a)).every(([key, value]) => (others[key] ?? value) === value);
}

function podLabels({ selector, subset }: PodChoice): Labels {
  return { ...selector, ...subset };
}
