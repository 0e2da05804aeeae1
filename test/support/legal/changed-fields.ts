import type { Anything } from "../planned.ts";

/** A federation with one field changed, left out or given. */
export interface ChangedField {
  /** `services.*.expose.*.port`; `[]` for an item of a list. */
  readonly pattern: string;
  readonly path: readonly (string | number)[];
  /** Made when it is asked for: a copy takes longer than all the rest. */
  readonly data: () => Anything;
}

/**
 * Every field of a document, one at a time: with another value and, if it may be left out, without it. `known` gives other values where not every
 * value that the schema admits exists.
 */
export function* changedFields(
  schema: Anything,
  document: Anything,
  known: (pattern: string, value: unknown) => readonly unknown[],
): Generator<ChangedField> {
  for (const { own, parent, pattern, path, value } of fieldsWithin(schema, schema, document, "", [])) {
    const optional = !(parent.required ?? []).includes(path.at(-1)) && typeof path.at(-1) === "string";
    const given = known(pattern, value);
    for (const other of [
      ...(given.length > 0 ? given : othersOf(own, value, schema)),
      ...(optional && pattern.at(-1) !== "*" ? [undefined] : []),
    ]) {
      yield { pattern, path, data: () => withOther(document, path, other) };
    }
  }
}

/** A copy of a document with another value at a place, or none. */
export function withOther(document: Anything, path: readonly (string | number)[], other: unknown): Anything {
  const data = structuredClone(document);
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key], data);
  const key = path.at(-1) ?? "";
  if (other === undefined) delete holder[key];
  else holder[key] = other;
  return data;
}

interface Field {
  readonly own: Anything;
  readonly parent: Anything;
  readonly pattern: string;
  readonly path: readonly (string | number)[];
  readonly value: Anything;
}

function* fieldsWithin(
  schema: Anything,
  root: Anything,
  value: Anything,
  pattern: string,
  path: readonly (string | number)[],
): Generator<Field> {
  const own = resolved(schema, root);
  for (const alternative of own.anyOf ?? [])
    if (fits(resolved(alternative, root), value)) yield* fieldsWithin(alternative, root, value, pattern, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries<Anything>(value)) {
    const below = Array.isArray(value) ? own.items : (own.properties?.[key] ?? own.additionalProperties);
    if (typeof below !== "object") continue;
    const name = Array.isArray(value) ? "[]" : own.properties?.[key] ? key : "*";
    const place = pattern === "" ? name : `${pattern}.${name}`;
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    const inner = resolved(below, root);
    if (typeof item !== "object" || item === null || place.endsWith(".addresses"))
      yield { own: inner, parent: own, pattern: place, path: at, value: item };
    yield* fieldsWithin(below, root, item, place, at);
  }
}

/** Whether a value has the type of a schema. */
export function fits(schema: Anything, value: Anything): boolean {
  if (schema.type === "array") return Array.isArray(value);
  if (schema.type === "object" || schema.properties) return typeof value === "object" && !Array.isArray(value);
  return typeof value === schema.type || (schema.type === "integer" && typeof value === "number");
}

/** A value that the schema admits in place of this one, if there is one. */
export function othersOf(own: Anything, value: Anything, root: Anything): readonly unknown[] {
  const admits = (other: unknown) => {
    const schema = (own.anyOf ?? []).map((one: Anything) => resolved(one, root)).find((one: Anything) => fits(one, other)) ?? own;
    if (schema.enum) return schema.enum.includes(other);
    if (schema.const !== undefined) return schema.const === other;
    if (typeof other === "number") return other >= (schema.minimum ?? 0) && other <= (schema.maximum ?? Number.MAX_SAFE_INTEGER);
    return typeof other !== "string" || (other.length <= (schema.maxLength ?? 10_000) && new RegExp(schema.pattern ?? "").test(other));
  };
  const candidates =
    typeof value === "boolean"
      ? [!value]
      : typeof value === "number"
        ? [value + 1, value - 1]
        : Array.isArray(value)
          ? ["pending"]
          : [...(own.enum ?? []), ...(own.examples ?? []), `${value}x`, `x${value}`, `${value}/x`, value.replace(/[a-z]/, "q")];
  const found = candidates.find(
    (other) => JSON.stringify(other) !== JSON.stringify(value) && typeof other === typeof value && admits(other),
  );
  return found === undefined ? [] : [found];
}

/** A schema with what it refers to. */
export function resolved(schema: Anything, root: Anything): Anything {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...own } = schema;
  return { ...resolved(root.$defs[$ref.replace("#/$defs/", "")], root), ...own };
}
