import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { type Vocabulary, vocabularyIn } from "../../5-verify/vocabulary.ts";
import { accessOf } from "../access.ts";
import { type AffectedCalls, type Concerned, concernedBy } from "../concerned.ts";
import type { Access } from "../who-may-call.ts";
import { affectedCallers } from "./affected-callers.ts";
import { identityKey, type ObjectChange, objectChanges, placedByKey } from "./object-changes.ts";
import { objectsIn, type PlacedObjects, placedInPlan } from "./placed-objects.ts";

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
  /** The access to some services that the change cannot affect, before and after: by their other callers. */
  readonly accessBeside: (isAsked: (service: string) => boolean) => {
    readonly before: readonly Access[];
    readonly after: readonly Access[];
  };
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
  if (!before) {
    const all = accessOf(after.federation, objectsIn(placed));
    return { before: [], after: all, objects: objectChanges(new Map(), placed), accessBeside: () => ({ before: [], after: [] }) };
  }
  const placedBefore = placedInPlan(before.plan);
  const live = withPresentNames(placedBefore, presentNames);
  const objects = objectChanges(live, placed);
  const [oldObjects, newObjects] = [objectsIn(placedBefore), objectsIn(placed)];
  const extra = callersOfOneState(oldObjects, newObjects);
  const concerned = concernedBy(
    before.federation,
    after.federation,
    affectedCalls(objects, live, placed, [before.federation, after.federation]),
  );
  const accessBoth = (followed: Concerned) => ({
    before: accessOf(before.federation, oldObjects, extra, followed),
    after: accessOf(after.federation, newObjects, extra, followed),
  });
  return {
    ...accessBoth(concerned),
    objects,
    accessBeside: (isAsked) => accessBoth((one) => isAsked(one.service.name) && !concerned(one)),
  };
}

function withPresentNames(live: PlacedObjects, presentNames: ReadonlyMap<string, string>): PlacedObjects {
  return new Map([...live].map(([cluster, all]) => [presentNames.get(cluster) ?? cluster, all]));
}

function affectedCalls(
  objects: readonly ObjectChange[],
  before: PlacedObjects,
  after: PlacedObjects,
  federations: readonly Federation[],
): readonly AffectedCalls[] {
  const changed = [...new Set(objects.map(({ cluster }) => cluster))];
  const states = [before, after].map((placed) => new Map(changed.map((cluster) => [cluster, placedByKey(placed.get(cluster))])));
  return objects.map((change) => ({
    cluster: change.cluster,
    callers: affectedCallers(change, () => states.map((state) => state.get(change.cluster)?.get(identityKey(change))?.object), federations),
  }));
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
