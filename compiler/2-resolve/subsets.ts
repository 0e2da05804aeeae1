import type { ExposeEntry, Labels } from "../1-load/federation-file.ts";
import { selects } from "../istio/objects/selects.ts";
import type { Exposure, Grant } from "./federation.ts";
import { sortedEntries } from "./names.ts";
import { withProportion } from "./routes-in-force.ts";
import type { ServedSubset } from "./served-subset.ts";

/** Pods that get a share of a grant's calls. */
export interface ServingPods {
  /** Undefined for all pods that serve the federation. */
  readonly subset: ServedSubset | undefined;
  readonly labels: Labels | undefined;
  /** 1 to 100. The shares of a grant add up to 100. */
  readonly weight: number;
}

/** The subsets that an exposure names, by name. */
export function servedSubsets({ subset, subsets, weights }: ExposeEntry): ReadonlyMap<string, ServedSubset> {
  return new Map(
    sortedEntries(subsets).map(({ key: name, value }) => [name, { name, labels: { ...subset, ...value }, weight: weights?.[name] ?? 0 }]),
  );
}

/**
 * The pods that get the calls of a grant: those of the subset that the consumer chooses. If it chooses none, the subsets that it is given share
 * the calls by the exposer's weights, in proportion. Without `weights`, and if no subset is kept from it, all pods get them.
 */
export function servingPods({ exposure, allow, subset }: Grant): readonly ServingPods[] {
  if (subset) return [{ subset, labels: subset.labels, weight: 100 }];
  const given = givenSubsets(exposure, allow.subsets);
  if (!exposure.written.weights && (allow.subsets === undefined || given.length === 0))
    return [{ subset: undefined, labels: exposure.subset, weight: 100 }];
  const [only, ...others] = given;
  // Without other subsets, the weight of the only one does not matter.
  const sharing = only && others.length === 0 ? [{ ...only, weight: 100 }] : withProportion(given);
  return sharing.flatMap(({ name, labels, weight }) => (weight > 0 ? [{ subset: exposure.subsets.get(name), labels, weight }] : []));
}

/** The subsets of an exposure with these names; all if they are not limited. */
export function givenSubsets({ subsets }: Exposure, names: readonly string[] | undefined): readonly ServedSubset[] {
  return [...subsets.values()].filter(({ name }) => names === undefined || names.includes(name));
}

/** The subset whose pods have these labels. Of several, the one that asks for most labels. */
export function subsetWith({ subsets }: Exposure, labels: Labels): string | undefined {
  const fitting = [...subsets.values()].filter((subset) => selects(subset.labels, labels));
  return fitting.sort((a, b) => Object.keys(b.labels).length - Object.keys(a.labels).length)[0]?.name;
}
