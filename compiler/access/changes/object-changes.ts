import { grouped } from "../../2-resolve/grouped.ts";
import { compare } from "../../findings/finding.ts";
import { type ObjectDifference, objectDifferences, objectKey } from "./object-differences.ts";
import type { PlacedObject, PlacedObjects } from "./placed-objects.ts";

/** An object that comes, goes, or becomes another. */
export interface ObjectChange {
  readonly cluster: string;
  /** In `generated/`; where it goes, the one that it stood in. */
  readonly file: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly change: "added" | "changed" | "removed";
  /** Of one that becomes another: the outermost fields that tell all. */
  readonly fields: readonly string[];
}

const words = { missing: "added", changed: "changed", unknown: "removed" } as const;

/** What a change does to objects, by cluster and file. */
export function objectChanges(before: PlacedObjects, after: PlacedObjects): readonly ObjectChange[] {
  const clusters = [...new Set([...before.keys(), ...after.keys()])].sort(compare);
  return clusters.flatMap((cluster) => changesIn(cluster, before.get(cluster) ?? [], after.get(cluster) ?? []));
}

function changesIn(cluster: string, before: readonly PlacedObject[], after: readonly PlacedObject[]): readonly ObjectChange[] {
  const files = new Map([...before, ...after].map(({ file, object }) => [objectKey(object), file]));
  const objects = (placed: readonly PlacedObject[]) => placed.map(({ object }) => object);
  const differences = objectDifferences(objects(after), objects(before));
  const changes = [...grouped(differences, nameIn)].flatMap(([key, all]): readonly ObjectChange[] => {
    const [first] = all;
    if (!first) return [];
    const { kind, namespace, name, change } = first;
    const fields = all.flatMap(({ field }) => field ?? []);
    return [{ cluster, file: files.get(key) ?? "", kind, namespace, name, change: words[change], fields }];
  });
  return changes.sort((a, b) => compare(a.file, b.file) || compare(nameIn(a), nameIn(b)));
}

function nameIn({ kind, namespace, name }: Pick<ObjectDifference, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace}/${name}`;
}
