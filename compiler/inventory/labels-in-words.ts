import type { Labels } from "../1-load/federation-file.ts";

const maxShown = 4;

/** Labels as part of a sentence: `app=stock, tier=back`. */
export function labelsInWords(labels: Labels): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (all.length === 0) return "no labels";
  return all.length > maxShown ? `${all.slice(0, maxShown).join(", ")}, …` : all.join(", ");
}
