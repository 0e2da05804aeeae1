type Data = Readonly<Record<string, unknown>>;

/** Every field of an object that holds text, a number or a flag: `Gateway.spec.servers[].tls.mode`. */
export function fieldPaths(object: unknown): ReadonlySet<string> {
  return new Set(leaves(object, (object as { readonly kind: string }).kind));
}

/** The fields that one edit of an object touches; the kind alone where the object is gone. */
export function touchedPaths(before: unknown, after: unknown): ReadonlySet<string> {
  const { kind } = before as { readonly kind: string };
  return new Set(after === undefined ? [kind] : touched(before, after, kind));
}

function* leaves(value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* leaves(item, `${path}[]`);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) yield* leaves(item, `${path}.${key}`);
  else yield path;
}

function* touched(before: unknown, after: unknown, path: string): Generator<string> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (Array.isArray(before) && Array.isArray(after)) yield* touchedItems(before, after, `${path}[]`);
  else if (isData(before) && isData(after))
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) yield* touched(before[key], after[key], `${path}.${key}`);
  else yield path;
}

/** Items that are only on one side, against each other in their order. */
function* touchedItems(before: readonly unknown[], after: readonly unknown[], path: string): Generator<string> {
  const missing = lacking(before, after);
  const added = lacking(after, before);
  if (missing.length === 0 && added.length === 0) yield `${path} in another order`;
  for (const [index, item] of (missing.length > 0 ? missing : added).entries()) {
    const other = (missing.length > 0 ? added : missing)[index];
    if (other === undefined) yield path;
    else yield* touched(item, other, path);
  }
}

function lacking(all: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const texts = new Set(others.map((item) => JSON.stringify(item)));
  return all.filter((item) => !texts.has(JSON.stringify(item)));
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
