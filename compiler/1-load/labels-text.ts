import { compare } from "../findings/finding.ts";
import type { Labels } from "./federation-file.ts";

/** `app=ratings, version=v1`. The order of the labels does not matter. */
export function labelsText(labels: Labels): string {
  return Object.keys(labels)
    .sort(compare)
    .map((key) => `${key}=${labels[key]}`)
    .join(", ");
}
