import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { accessOf } from "../access.ts";
import { type AccessChange, accessChanges } from "./access-change.ts";
import { onlyMentioned } from "./only-mentioned.ts";
import { objectsIn, type PlacedObjects, placedInPlan } from "./placed-objects.ts";

/** A file of an overlay that goes as a whole, with what it granted. */
export interface Withdrawn {
  readonly cluster: string;
  readonly file: string;
}

/**
 * What a change gives and takes of what stands in overlays, whose own federation is not known: they are read beside the new one, and both
 * are asked all that either names. A name that is in no file any more is not asked: its files are told instead. Throws UnsupportedObject.
 */
export function accessSinceOverlays(
  live: PlacedObjects,
  federation: Federation,
  plan: Plan,
): { readonly access: readonly AccessChange[]; readonly withdrawn: readonly Withdrawn[] } {
  const placed = placedInPlan(plan);
  const [before, after] = [objectsIn(live), objectsIn(placed)];
  const besides = onlyMentioned(before, after);
  const access = accessChanges(accessOf(federation, before, besides), accessOf(federation, after, besides));
  return { access, withdrawn: [...live].flatMap(([cluster, all]) => gone(cluster, filesOf(all), filesOf(placed.get(cluster) ?? []))) };
}

function filesOf(placed: readonly { readonly file: string }[]): ReadonlySet<string> {
  return new Set(placed.map(({ file }) => file));
}

function gone(cluster: string, before: ReadonlySet<string>, after: ReadonlySet<string>): readonly Withdrawn[] {
  return [...before].filter((file) => /^(as|consumer|exposer|expose)-/.test(file) && !after.has(file)).map((file) => ({ cluster, file }));
}
