import type { Labels } from "../1-load/federation-file.ts";
import { sorted } from "./names.ts";

/** `app=ratings, version=v1`: the same for the same labels, whatever their order. */
export function labelsText(labels: Labels): string {
  return sorted(Object.keys(labels))
    .map((key) => `${key}=${labels[key]}`)
    .join(", ");
}
