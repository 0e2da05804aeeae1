import type { Federation } from "../../2-resolve/federation.ts";
import { MadeAnew } from "../../2-resolve/made-anew.ts";
import type { ClusterPlans } from "../../4-plan/cluster-plans.ts";
import { type Vocabulary, VocabularyReader } from "../../5-verify/vocabulary.ts";
import { accessOf } from "../access.ts";
import { type AffectedCalls, type Concerned, concernedBy } from "../concerned.ts";
import type { Access } from "../who-may-call.ts";
import { affectedCallers } from "./affected-callers.ts";
import { changesIn, clustersInOrder, identityKey, type ObjectChange, objectChanges, placedByKey } from "./object-changes.ts";
import { objectsIn, type PlacedObjects, placedInPlans } from "./placed-objects.ts";

/** A federation without errors, and the plans of its clusters. */
export interface Planned {
  readonly federation: Federation;
  readonly plans: ClusterPlans;
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
  const placed = placedInPlans(after.plans);
  if (!before) {
    const all = accessOf(after.federation, objectsIn(placed));
    return { before: [], after: all, objects: objectChanges(new Map(), placed), accessBeside: () => ({ before: [], after: [] }) };
  }
  const placedBefore = placedInPlans(before.plans);
  const live = withPresentNames(placedBefore, presentNames);
  const objects: ObjectChange[] = [];
  const affected: AffectedCalls[] = [];
  const [old, now] = [new VocabularyReader(), new VocabularyReader()];
  for (const cluster of clustersInOrder(live, placed)) {
    const [was, is] = [live.get(cluster) ?? [], placed.get(cluster) ?? []];
    for (const { object } of was) old.add([object]);
    for (const { object } of is) now.add([object]);
    const states = [placedByKey(was), placedByKey(is)] as const;
    for (const change of changesIn(cluster, ...states)) {
      const versions = () => states.map((state) => state.get(identityKey(change))?.object);
      objects.push(change);
      affected.push({ cluster, callers: affectedCallers(change, versions, [before.federation, after.federation]) });
    }
  }
  const extra = callersOfOneState(old.words, now.words);
  const concerned = concernedBy(before.federation, after.federation, affected);
  const [oldObjects, newObjects] = [objectsIn(placedBefore), objectsIn(placed)];
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
  const formerNames = new Map([...live.keys()].map((cluster) => [presentNames.get(cluster) ?? cluster, cluster]));
  return new MadeAnew(formerNames.keys(), (cluster) => live.get(formerNames.get(cluster) ?? cluster) ?? []);
}

/** The callers that the objects of only one state name. In the other state they may call what every caller may. */
export function callersOfOneState({ principals: old }: Vocabulary, { principals: now }: Vocabulary): Vocabulary {
  const principals = [...[...old].filter((one) => !now.has(one)), ...[...now].filter((one) => !old.has(one))];
  return { methods: new Set(), paths: new Set(), principals: new Set(principals) };
}
