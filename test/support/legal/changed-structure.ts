import type { Anything } from "../planned.ts";
import { type ChangedField, fits, othersOf, resolved, withOther } from "./changed-fields.ts";

/** A federation in which something around values changes: an entry, an item of a list, the alternative of the schema that is chosen. */
export interface ChangedStructure extends ChangedField {
  readonly kind: "entry goes" | "item goes" | "item comes" | "other order" | "other alternative";
}

/** Each of these changes at each place of a document. */
export function* changedStructures(schema: Anything, document: Anything): Generator<ChangedStructure> {
  yield* within(schema, schema, document, document, "", []);
}

function* within(
  schema: Anything,
  root: Anything,
  document: Anything,
  value: Anything,
  pattern: string,
  path: readonly (string | number)[],
): Generator<ChangedStructure> {
  const own = resolved(schema, root);
  const changed = (kind: ChangedStructure["kind"], other: unknown): ChangedStructure => ({
    kind,
    pattern,
    path,
    data: () => withOther(document, path, other),
  });
  for (const other of otherAlternatives(own, root, value)) yield changed("other alternative", other);
  if (typeof value !== "object" || value === null) return;
  const [chosen = own] = (own.anyOf ?? []).map((one: Anything) => resolved(one, root)).filter((one: Anything) => fits(one, value));
  if (Array.isArray(value)) {
    if (value.length > 1) {
      for (const gone of [0, value.length - 1]) yield changed("item goes", value.toSpliced(gone, 1));
      yield changed("other order", value.toReversed());
    }
    const added = otherItem(chosen.items ?? {}, root, value.at(-1));
    if (added !== undefined) yield changed("item comes", [...value, added]);
    for (const [i, item] of value.entries()) yield* within(chosen.items ?? {}, root, document, item, `${pattern}.[]`, [...path, i]);
    return;
  }
  for (const [key, item] of Object.entries<Anything>(value)) {
    const below = chosen.properties?.[key] ?? chosen.additionalProperties;
    if (typeof below !== "object") continue;
    const name = chosen.properties?.[key] ? key : "*";
    const at = [...path, key];
    const place = pattern === "" ? name : `${pattern}.${name}`;
    if ((typeof item === "object" || name === "*") && !(chosen.required ?? []).includes(key))
      yield { kind: "entry goes", pattern: place, path: at, data: () => withOther(document, at, undefined) };
    yield* within(below, root, document, item, place, at);
  }
}

/** A word for a list, a list for one value, and the other way round. */
function otherAlternatives(own: Anything, root: Anything, value: Anything): readonly unknown[] {
  const alternatives: readonly Anything[] = (own.anyOf ?? []).map((one: Anything) => resolved(one, root));
  const others = alternatives.filter((one) => !fits(one, value));
  const words = alternatives.flatMap((one) => (one.const === undefined || one.const === value ? [] : [one.const]));
  const examples = (own.examples ?? []).filter((example: unknown) => others.some((one) => fits(one, example)));
  const wrapped = others.some((one) => one.type === "array") && !alternatives.some((one) => one.const === value) ? [[value]] : [];
  const single = Array.isArray(value) && others.some((one) => fits(one, value[0])) ? [value[0]] : [];
  return [...words, ...examples, ...wrapped, ...single];
}

/** An item beside one that is there: another value or, of an entry, a copy with one field changed. */
function otherItem(schema: Anything, root: Anything, item: Anything): unknown {
  const own = resolved(schema, root);
  if (typeof item !== "object" || item === null) return othersOf(own, item, root)[0];
  for (const [key, value] of Object.entries<Anything>(item)) {
    const below = own.properties?.[key] ?? (own.anyOf ?? []).map((one: Anything) => resolved(one, root).properties?.[key]).find(Boolean);
    const other = typeof value === "object" || !below ? undefined : othersOf(resolved(below, root), value, root)[0];
    if (other !== undefined) return { ...item, [key]: other };
  }
  return undefined;
}
