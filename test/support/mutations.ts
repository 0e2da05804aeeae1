/** One change to one object of one cluster. */
export interface Mutation {
  readonly cluster: string;
  /** `AuthorizationPolicy edge/consumer-a`, of which `path` is dropped, emptied or loosened. */
  readonly object: string;
  readonly path: string;
  readonly how: string;
  /** All objects of the cluster, with the change. */
  readonly objects: readonly unknown[];
}

type Data = { readonly [key: string]: unknown };

/**
 * Every object dropped, every field dropped, every list emptied, shortened by each of its items, and every text cut short or made a
 * wildcard: what a slip in a planner or a template would do.
 */
export function* mutationsOf(cluster: string, objects: readonly unknown[]): Generator<Mutation> {
  for (const [i, object] of objects.entries()) {
    const { kind, metadata } = object as { kind: string; metadata: { name: string; namespace?: string } };
    const name = `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
    const changed = (path: string, how: string, next: unknown[]): Mutation => ({
      cluster,
      object: name,
      path,
      how,
      objects: [...objects.slice(0, i), ...next, ...objects.slice(i + 1)],
    });
    yield changed("", "dropped", []);
    for (const { path, how, value } of changes(object, "")) yield changed(path, how, [value]);
  }
}

interface Change {
  readonly path: string;
  readonly how: string;
  /** The whole, with the change in it. */
  readonly value: unknown;
}

function* changes(value: unknown, path: string): Generator<Change> {
  if (Array.isArray(value)) {
    if (value.length > 0) yield { path, how: "emptied", value: [] };
    for (const [i, item] of value.entries()) {
      if (value.length > 1) yield { path: `${path}[${i}]`, how: "dropped", value: value.toSpliced(i, 1) };
      for (const change of changes(item, `${path}[${i}]`)) yield { ...change, value: value.with(i, change.value) };
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value as Data)) {
      const place = path === "" ? key : `${path}.${key}`;
      const { [key]: _, ...rest } = value as Data;
      yield { path: place, how: "dropped", value: rest };
      for (const change of changes(item, place)) yield { ...change, value: { ...value, [key]: change.value } };
    }
  } else if (typeof value === "string" && value.length > 1) {
    yield { path, how: "cut", value: value.slice(0, -1) };
    yield { path, how: "a wildcard", value: "*" };
  }
}
