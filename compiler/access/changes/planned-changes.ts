import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { accessOf } from "../access.ts";
import { concernedBy } from "../concerned.ts";
import type { Access } from "../who-may-call.ts";
import { type ObjectChange, objectChanges } from "./object-changes.ts";
import { callersOfOneState } from "./only-mentioned.ts";
import { objectsIn, placedInPlan } from "./placed-objects.ts";

/** A federation without errors, and what its clusters get. */
export interface Planned {
  readonly federation: Federation;
  readonly plan: Plan;
}

/** What a change of a federation is about, both states of which are known and without errors. */
export interface PlannedChanges {
  /** Who may call what, as far as the change can be about it. */
  readonly before: readonly Access[];
  readonly after: readonly Access[];
  readonly objects: readonly ObjectChange[];
}

/** Compares two states: only calls that the change can be about are followed, in both the same. A federation that is new gives all. */
export function plannedChanges(before: Planned | undefined, after: Planned): PlannedChanges {
  const placed = placedInPlan(after.plan);
  if (!before) return { before: [], after: accessOf(after.federation, objectsIn(placed)), objects: objectChanges(new Map(), placed) };
  const live = placedInPlan(before.plan);
  const objects = objectChanges(live, placed);
  const [were, are] = [objectsIn(live), objectsIn(placed)];
  const besides = callersOfOneState(were, are);
  const clusters = objects.map(({ cluster }) => cluster);
  const concerned = concernedBy(before.federation, after.federation, clusters);
  return {
    before: accessOf(before.federation, were, besides, concerned),
    after: accessOf(after.federation, are, besides, concerned),
    objects,
  };
}
