import type { Anything } from "../planned.ts";

/** Every field of a JSON schema, and every word that a field can be, as `cluster.managed` and `trust.mode=gateways`. */
export function fieldsOf(schema: Anything): ReadonlySet<string> {
  const found = new Set<string>();
  walk(schema, schema, "", (place) => found.add(place), new Set());
  return found;
}

/** Those of them that a document has. */
export function fieldsIn(schema: Anything, document: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  visit(schema, schema, document, "", found);
  return found;
}

function walk(schema: Anything, root: Anything, place: string, tell: (place: string) => void, above: ReadonlySet<string>): void {
  const [own, name] = resolved(schema, root, place);
  if (above.has(name)) return;
  const inside = new Set([...above, name]);
  for (const word of own.enum ?? []) tell(`${name}=${word}`);
  for (const [key, value] of Object.entries<Anything>(own.properties ?? {})) {
    tell(`${name}.${key}`);
    walk(value, root, `${name}.${key}`, tell, inside);
  }
  for (const other of [own.items, own.additionalProperties, ...(own.anyOf ?? [])])
    if (typeof other === "object") walk(other, root, name, tell, above);
}

function visit(schema: Anything, root: Anything, document: Anything, place: string, found: Set<string>): void {
  const [own, name] = resolved(schema, root, place);
  if (own.enum?.includes(document)) found.add(`${name}=${document}`);
  for (const other of own.anyOf ?? []) visit(other, root, document, name, found);
  if (Array.isArray(document)) {
    if (own.items) for (const item of document) visit(own.items, root, item, name, found);
  } else if (typeof document === "object" && document !== null)
    for (const [key, value] of Object.entries(document)) {
      const field = own.properties?.[key];
      if (field) found.add(`${name}.${key}`);
      const next = field ?? own.additionalProperties;
      if (typeof next === "object") visit(next, root, value, field ? `${name}.${key}` : name, found);
    }
}

/** What a schema says with what it refers to, and by which name: that of the definition where there is one. */
function resolved(schema: Anything, root: Anything, place: string): readonly [Anything, string] {
  const key = schema.$ref?.slice("#/$defs/".length);
  if (key === undefined) return [schema, place];
  const definition = root.$defs[key];
  return [definition, definition.properties || definition.anyOf || definition.items ? key : place];
}
