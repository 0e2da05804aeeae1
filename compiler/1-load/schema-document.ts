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

/** The schema of federation.yaml, for the words of findings. Read on first use. */
export function schemaDocument(): Schema {
  document ??= JSON.parse(readFileSync(new URL("../../schemas/federation.schema.json", import.meta.url), "utf8")) as Schema;
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
