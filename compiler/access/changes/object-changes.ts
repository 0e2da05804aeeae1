import { isData } from "../../5-verify/edits/kubernetes-object.ts";
import { compare } from "../../findings/finding.ts";
import type { PlacedObject, PlacedObjects } from "./placed-objects.ts";

/** An object that is added, changed or removed. */
export interface ObjectChange {
  readonly cluster: string;
  /** The file in `generated/`; of an object that is removed, its last one. */
  readonly file: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly change: "added" | "changed" | "removed";
  /** The outermost fields of a changed object that tell all differences, with their values. */
  readonly fields: readonly FieldChange[];
}

/** A value is missing on the side that does not have the field. */
interface FieldChange {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The changes of objects, by cluster and file. The order of objects and of keys means nothing. */
export function objectChanges(before: PlacedObjects, after: PlacedObjects): readonly ObjectChange[] {
  return clustersInOrder(before, after).flatMap((cluster) =>
    changesIn(cluster, placedByKey(before.get(cluster)), placedByKey(after.get(cluster))),
  );
}

/** The clusters of both states, in the order of a report. */
export function clustersInOrder(before: PlacedObjects, after: PlacedObjects): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort(compare);
}

type ByKey = ReadonlyMap<string, PlacedObject>;

/** The changes of one cluster. */
export function changesIn(cluster: string, before: ByKey, after: ByKey): readonly ObjectChange[] {
  const changes = [...new Set([...after.keys(), ...before.keys()])].flatMap((key): readonly ObjectChange[] => {
    const [old, now] = [before.get(key), after.get(key)];
    const placed = now ?? old;
    if (!placed) return [];
    const place = { cluster, file: placed.file, ...nameOf(placed.object) };
    if (!old) return [{ ...place, change: "added", fields: [] }];
    if (!now) return [{ ...place, change: "removed", fields: [] }];
    const fields = fieldsThatDiffer(old.object, now.object, "");
    return fields.length > 0 ? [{ ...place, change: "changed", fields }] : [];
  });
  return changes.sort((a, b) => compare(a.file, b.file) || compare(identityKey(a), identityKey(b)));
}

/** The objects of a cluster by `identityKey`. */
export function placedByKey(placed: readonly PlacedObject[] = []): ByKey {
  return new Map(placed.filter(({ object }) => isData(object)).map((one) => [objectKey(one.object), one]));
}

type ObjectIdentity = Pick<ObjectChange, "kind" | "namespace" | "name">;

/** The same for two versions of one object. */
export function objectKey(object: unknown): string {
  return identityKey(nameOf(object));
}

/** `VirtualService shop/bar` */
export function identityKey({ kind, namespace, name }: ObjectIdentity): string {
  return `${kind} ${namespace}/${name}`;
}

function nameOf(object: unknown): ObjectIdentity {
  const { kind, metadata } = isData(object) ? object : {};
  const { namespace, name } = isData(metadata) ? metadata : {};
  return { kind: String(kind), namespace: String(namespace ?? ""), name: String(name ?? "") };
}

/** A list of another length differs as a whole. */
function fieldsThatDiffer(before: unknown, after: unknown, field: string): readonly FieldChange[] {
  if (isData(before) && isData(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => fieldsThatDiffer(before[key], after[key], field === "" ? key : `${field}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, i) => fieldsThatDiffer(item, after[i], `${field}[${i}]`));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ field, before, after }];
}
