import type { Federation } from "../../2-resolve/federation.ts";
import { type Vocabulary, vocabularyIn } from "../../5-verify/vocabulary.ts";
import { accessOf } from "../access.ts";
import { concernedByClusters, sameObjects } from "../concerned.ts";
import type { Access } from "../who-may-call.ts";
import { type AccessChange, accessChanges } from "./access-change.ts";
import { objectKey, placedByKey } from "./object-changes.ts";
import { objectsIn, type PlacedObject, type PlacedObjects } from "./placed-objects.ts";

/** A file of an overlay that is removed as a whole, with all that it granted. */
export interface Withdrawn {
  readonly cluster: string;
  readonly file: string;
}

/**
 * How access changes from live overlays to a plan. The federation of the live overlays is not known, so both are tried with the new
 * federation and with all words of both. A local name that the new file does not have is not tried: its files are `withdrawn`. Only clusters
 * `among` these may differ. Throws UnsupportedObject.
 */
export function accessSinceOverlays(
  live: PlacedObjects,
  federation: Federation,
  planned: PlacedObjects,
  among: ReadonlySet<string>,
): {
  readonly access: readonly AccessChange[];
  readonly before: readonly Access[];
  readonly after: readonly Access[];
  readonly withdrawn: readonly Withdrawn[];
} {
  const extra = { methods: new Set<string>(), paths: new Set<string>(), principals: new Set<string>() };
  const withdrawn: Withdrawn[] = [];
  const changed = new Set<string>();
  for (const cluster of new Set([...live.keys(), ...planned.keys()])) {
    if (!among.has(cluster)) continue;
    const [before, after] = [live.get(cluster) ?? [], planned.get(cluster) ?? []];
    if (!sameObjects(withoutPlaces(before), withoutPlaces(after))) changed.add(cluster);
    for (const file of removedFiles(before, after)) withdrawn.push({ cluster, file });
    addRemovedWords(extra, before, after);
  }
  const concerned = concernedByClusters(changed);
  const accessIn = (placed: PlacedObjects) => accessOf(federation, objectsIn(placed), extra, concerned);
  const [former, present] = [accessIn(live), accessIn(planned)];
  return { access: accessChanges(former, present), before: former, after: present, withdrawn };
}

function withoutPlaces(placed: readonly PlacedObject[]): readonly unknown[] {
  return placed.map(({ object }) => object);
}

function removedFiles(before: readonly PlacedObject[], after: readonly PlacedObject[]): readonly string[] {
  const kept = new Set(after.map(({ file }) => file));
  const files = [...new Set(before.map(({ file }) => file))];
  return files.filter((file) => /^(as|consumer|exposer|expose)-/.test(file) && !kept.has(file));
}

/** The words that live objects have and the planned objects of the same name do not: without them, a loss would not show. */
function addRemovedWords(
  words: Readonly<Record<keyof Vocabulary, Set<string>>>,
  live: readonly PlacedObject[],
  planned: readonly PlacedObject[],
): void {
  const plannedByKey = placedByKey(planned);
  for (const { object } of live) {
    const before = vocabularyIn(new Map([["live", [object]]]));
    const after = vocabularyIn(new Map([["planned", [plannedByKey.get(objectKey(object))?.object]]]));
    for (const kind of ["methods", "paths", "principals"] as const)
      for (const word of before[kind]) if (!after[kind].has(word)) words[kind].add(word);
  }
}
