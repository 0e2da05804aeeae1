import type { Labels } from "../1-load/federation-file.ts";

/** Pods behind an exposed Service that have a name. */
export interface ServedSubset {
  readonly name: string;
  /** Its own labels, and those of the exposure's `subset`. */
  readonly labels: Labels;
  /** 0 to 100: the share of the calls that choose no subset. */
  readonly weight: number;
}
