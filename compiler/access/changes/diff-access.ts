import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { type Vocabulary, vocabularyIn } from "../../5-verify/vocabulary.ts";
import { accessOf } from "../access.ts";
import { clustersThatDiffer, concernedByClusters } from "../concerned.ts";
import type { Access } from "../who-may-call.ts";
import { type AccessChange, accessChanges } from "./access-change.ts";
import { objectKey, placedByKey } from "./object-changes.ts";
import { objectsIn, type PlacedObjects, placedInPlan } from "./placed-objects.ts";

/** A file of an overlay that is removed as a whole, with all that it granted. */
export interface Withdrawn {
  readonly cluster: string;
  readonly file: string;
}

/**
 * How access changes from live overlays to a plan. The federation of the live overlays is not known, so both are tried with the new
 * federation and with all words of both. A local name that the new file does not have is not tried: its files are `withdrawn`.
 * Throws UnsupportedObject.
 */
export function accessSinceOverlays(
  live: PlacedObjects,
  federation: Federation,
  plan: Plan,
): {
  readonly access: readonly AccessChange[];
  readonly before: readonly Access[];
  readonly after: readonly Access[];
  readonly withdrawn: readonly Withdrawn[];
} {
  const placed = placedInPlan(plan);
  const [before, after] = [objectsIn(live), objectsIn(placed)];
  const extra = removedWords(live, placed);
  const concerned = concernedByClusters(clustersThatDiffer(before, after));
  const withdrawn = [...live].flatMap(([cluster, all]) => {
    const kept = new Set((placed.get(cluster) ?? []).map(({ file }) => file));
    const files = [...new Set(all.map(({ file }) => file))];
    return files.filter((file) => /^(as|consumer|exposer|expose)-/.test(file) && !kept.has(file)).map((file) => ({ cluster, file }));
  });
  const [former, present] = [accessOf(federation, before, extra, concerned), accessOf(federation, after, extra, concerned)];
  return { access: accessChanges(former, present), before: former, after: present, withdrawn };
}

/** The words that live objects have and the planned objects of the same name do not: without them, a loss would not show. */
function removedWords(live: PlacedObjects, planned: PlacedObjects): Vocabulary {
  const words = { methods: new Set<string>(), paths: new Set<string>(), principals: new Set<string>() };
  for (const [cluster, objects] of live) {
    const plannedByKey = placedByKey(planned.get(cluster));
    for (const { object } of objects) {
      const before = vocabularyIn(new Map([[cluster, [object]]]));
      const after = vocabularyIn(new Map([[cluster, [plannedByKey.get(objectKey(object))?.object]]]));
      for (const kind of ["methods", "paths", "principals"] as const)
        for (const word of before[kind]) if (!after[kind].has(word)) words[kind].add(word);
    }
  }
  return words;
}
