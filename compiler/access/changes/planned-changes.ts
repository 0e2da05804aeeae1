import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { type Vocabulary, vocabularyIn } from "../../5-verify/vocabulary.ts";
import { accessOf } from "../access.ts";
import { concernedBy } from "../concerned.ts";
import type { Access } from "../who-may-call.ts";
import { type ObjectChange, objectChanges } from "./object-changes.ts";
import { objectsIn, placedInPlan } from "./placed-objects.ts";

/** A federation without errors, and its plan. */
export interface Planned {
  readonly federation: Federation;
  readonly plan: Plan;
}

/** A change between two federations. */
export interface PlannedChanges {
  /** The access that the change may affect. */
  readonly before: readonly Access[];
  readonly after: readonly Access[];
  readonly objects: readonly ObjectChange[];
}

/**
 * Compares two states. Follows only calls that the change may affect, the same calls in both. Without `before` it follows all. `presentNames` are
 * those of clusters that had another name before: their objects are compared with the present ones.
 */
export function plannedChanges(
  before: Planned | undefined,
  after: Planned,
  presentNames: ReadonlyMap<string, string> = new Map(),
): PlannedChanges {
  const placed = placedInPlan(after.plan);
  if (!before) return { before: [], after: accessOf(after.federation, objectsIn(placed)), objects: objectChanges(new Map(), placed) };
  const live = placedInPlan(before.plan);
  const objects = objectChanges(new Map([...live].map(([cluster, all]) => [presentNames.get(cluster) ?? cluster, all])), placed);
  const [oldObjects, newObjects] = [objectsIn(live), objectsIn(placed)];
  const extra = callersOfOneState(oldObjects, newObjects);
  const clusters = objects.map(({ cluster }) => cluster);
  const concerned = concernedBy(before.federation, after.federation, clusters);
  return {
    before: accessOf(before.federation, oldObjects, extra, concerned),
    after: accessOf(after.federation, newObjects, extra, concerned),
    objects,
  };
}

/** The callers that the objects of only one state name. In the other state they may call what every caller may. */
export function callersOfOneState(
  before: ReadonlyMap<string, readonly unknown[]>,
  after: ReadonlyMap<string, readonly unknown[]>,
): Vocabulary {
  const [old, now] = [vocabularyIn(before).principals, vocabularyIn(after).principals];
  const principals = [...[...old].filter((one) => !now.has(one)), ...[...now].filter((one) => !old.has(one))];
  return { methods: new Set(), paths: new Set(), principals: new Set(principals) };
}
