/** A field of an object that is not as federation.yaml compiles it; without a field, the object as a whole. */
export interface ObjectDifference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly field?: string;
  readonly change: "missing" | "unknown" | "changed";
}

/** What stands against what is meant, object by object; the order of objects and of keys means nothing. */
export function objectDifferences(meant: readonly unknown[], live: readonly unknown[]): readonly ObjectDifference[] {
  const [wanted, found] = [byName(meant), byName(live)];
  const differences: ObjectDifference[] = [];
  for (const [key, object] of wanted) {
    const other = found.get(key);
    if (!other) differences.push({ ...nameOf(object), change: "missing" });
    else for (const field of fieldsThatDiffer(object, other, "")) differences.push({ ...nameOf(object), field, change: "changed" });
  }
  for (const [key, object] of found) if (!wanted.has(key)) differences.push({ ...nameOf(object), change: "unknown" });
  return differences;
}

type Fields = Readonly<Record<string, unknown>>;

function byName(objects: readonly unknown[]): ReadonlyMap<string, Fields> {
  return new Map(objects.filter(isFields).map((object) => [objectKey(object), object]));
}

/** What makes two objects states of one: `VirtualService shop/bar`. */
export function objectKey(object: unknown): string {
  const { kind, namespace, name } = nameOf(isFields(object) ? object : {});
  return `${kind} ${namespace}/${name}`;
}

function nameOf({ kind, metadata }: Fields): Pick<ObjectDifference, "kind" | "namespace" | "name"> {
  const { namespace, name } = isFields(metadata) ? metadata : {};
  return { kind: String(kind), namespace: String(namespace ?? ""), name: String(name ?? "") };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The outermost that tell all: a list of another length as a whole. */
function fieldsThatDiffer(a: unknown, b: unknown, path: string): readonly string[] {
  if (isFields(a) && isFields(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return keys.flatMap((key) => fieldsThatDiffer(a[key], b[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return a.flatMap((item, i) => fieldsThatDiffer(item, b[i], `${path}[${i}]`));
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [path];
}
