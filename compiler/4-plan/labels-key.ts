import type { Labels } from "../1-load/federation-file.ts";
import { sorted } from "../2-resolve/names.ts";

/** The same for the same labels, whatever their order. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(sorted(Object.keys(labels)).map((key) => [key, labels[key]]));
}
