import { resolved, type Schema, schemaDocument } from "../schema-document.ts";

/** A value in the file, and its schema. */
export interface ShapeLocation {
  readonly value: unknown;
  readonly schema: Schema;
  /** Its name in messages. */
  readonly label: string;
  /** Missing for the whole file. */
  readonly parent?: object;
  /** The location that it is a field or an item of. */
  readonly within?: ShapeLocation;
  readonly key: string;
}

/** The location at a JSON pointer. Among alternatives, the kind of the data decides. Undefined if the pointer leads into another alternative. */
export function locate(data: object, pointer: string): ShapeLocation | undefined {
  let here: ShapeLocation = { value: data, schema: schemaDocument(), label: "the federation", key: "" };
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const parent = here.value;
    const schema = alternative(here.schema, parent);
    const inner = schema && below(schema, key);
    if (!inner || typeof parent !== "object" || parent === null) return undefined;
    // `services` alone would be those of the file.
    const name = here.key === "defaults" && here.within?.key === "" ? `defaults.${key}` : key;
    const label = Array.isArray(parent) ? `an item of ${here.label}` : `\`${name}\``;
    here = { value: (parent as Record<string, unknown>)[key], schema: resolved(inner), label, parent, within: here, key };
  }
  return here;
}

function below(schema: Schema, key: string): Schema | undefined {
  if (schema.type === "array") return schema.items;
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return schema.additionalProperties || undefined;
}

/** The alternative of a schema for the kind of a value (for a list, the one that most items fit), or the schema itself if it has no alternatives. */
export function alternative(schema: Schema, value: unknown): Schema | undefined {
  if (!schema.anyOf) return schema;
  const fitting = schema.anyOf.map(resolved).filter(({ type }) => type === kindOf(value));
  if (fitting.length < 2 || !Array.isArray(value)) return fitting[0];
  const texts = value.slice(0, 64).filter((item) => typeof item === "string");
  const count = ({ items }: Schema) => {
    const pattern = new RegExp((items && resolved(items).pattern) ?? "", "u");
    return texts.filter((text) => pattern.test(text)).length;
  };
  return fitting.toSorted((a, b) => count(b) - count(a))[0];
}

/** The schema's word for the kind of a value; `number` for numbers that are not whole. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
