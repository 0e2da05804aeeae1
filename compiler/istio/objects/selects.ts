import type { Labels } from "../../1-load/federation-file.ts";

/** Whether a selector chooses pods with these labels. An empty selector chooses all. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}
