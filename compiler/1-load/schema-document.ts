import { readFileSync } from "node:fs";

/** The part of JSON Schema that the schema of federation.yaml uses. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: "string" | "integer" | "boolean" | "object" | "array";
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
  readonly [keyword: string]: unknown;
}

let document: Schema | undefined;

/**
 * The schema of federation.yaml whose defaults are filled in, for validation and for the words of findings. Read on first use. The file of the
 * schema is for editors, which see the defaults apart from the entries that take them.
 */
export function schemaDocument(): Schema {
  document ??= ofFilledIn(JSON.parse(readFileSync(new URL("../../schemas/federation.schema.json", import.meta.url), "utf8")) as Writable);
  return document;
}

/** Resolves `$ref`. The schema's own keywords override those of its target. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace("#/$defs/", "");
  const target = schemaDocument().$defs?.[name];
  if (!target) throw new Error(`the schema has no $defs/${name}`);
  const { $ref: _, ...own } = schema;
  return { ...resolved(target), ...own };
}

type Writable = { -readonly [key in keyof Schema]: Schema[key] };

/**
 * The fields that a default may give are required of the entry that took the defaults, and `$defs/complete` lists them. The block of defaults
 * is not judged by itself: its values are judged in every entry that takes them, in the words of that entry.
 */
function ofFilledIn(schema: Writable): Schema {
  const { if: _, then: __, $defs = {}, ...top } = schema;
  const { complete, ...defs } = $defs as Readonly<Record<string, Writable>>;
  const document: Schema = { ...top, $defs: defs };
  if (complete) requireFields(document, complete, defs);
  for (const name of ["clusterDefaults", "serviceDefaults"]) {
    const fields = Object.entries(defs[name]?.properties ?? {});
    const properties = fields.map(([field, { description, examples }]) => [field, { description, examples }]);
    Object.assign(defs[name] ?? {}, { properties: Object.fromEntries(properties) });
  }
  return document;
}

function requireFields(part: Schema, complete: Schema, defs: Readonly<Record<string, Schema>>): void {
  const named = part.$ref === undefined ? part : (defs[part.$ref.replace("#/$defs/", "")] ?? part);
  const [first = named] = named.anyOf ?? [];
  if (first !== named) requireFields(first, complete, defs);
  else if (complete.required) (named as Writable).required = complete.required;
  for (const [field, inner] of Object.entries(complete.properties ?? {})) requireFields(named.properties?.[field] ?? {}, inner, defs);
  if (complete.additionalProperties && named.additionalProperties)
    requireFields(named.additionalProperties, complete.additionalProperties, defs);
}
