import type { Labels } from "../../1-load/federation-file.ts";

/** Whether all these labels are among those. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}
