/** A part of a JSON schema, as far as it is read here. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What a map's keys are called in the list of fields. */
const keyNames: Readonly<Record<string, string>> = {
  allow: "<cluster>",
  clusters: "<cluster>",
  consume: "<cluster>",
  expose: "<cluster>",
  groups: "<group>",
  headers: "<header>",
  roots: "<root>",
  services: "<service>",
};

/** Every field of federation.yaml with what the schema says about it, as a Markdown table. */
export function fieldTable(schema: Schema): string {
  const rows = [...fieldsBelow(schema.$defs ?? {}, schema, "", [])].map(
    ([path, meaning]) => `| \`${path}\` | ${meaning.replaceAll("|", "\\|")} |`,
  );
  return `| field | meaning |\n|---|---|\n${rows.join("\n")}`;
}

/** Every field by its path, with what the schema says about it. */
function fieldsBelow(defs: Readonly<Record<string, Schema>>, part: Schema, path: string, within: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const { $ref = "", properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = part;
  const name = $ref.replace("#/$defs/", "");
  const add = (more: ReadonlyMap<string, string>) => {
    for (const [field, meaning] of more) if (!found.has(field)) found.set(field, meaning);
  };
  for (const [key, field] of Object.entries(properties)) {
    const here = path === "" ? key : `${path}.${key}`;
    const preset = field.default === undefined ? "" : ` Default: \`${field.default}\`.`;
    found.set(here, (field.description ?? "") + preset);
    add(fieldsBelow(defs, field, here, within));
  }
  const target = defs[name];
  if (target && !within.includes(name)) add(fieldsBelow(defs, target, path, [...within, name]));
  const key = keyNames[path.split(/[.[]/).at(-1) ?? ""];
  if (typeof additionalProperties === "object" && key) add(fieldsBelow(defs, additionalProperties, `${path}.${key}`, within));
  if (items) add(fieldsBelow(defs, items, `${path}[]`, within));
  for (const one of [...anyOf, ...oneOf]) add(fieldsBelow(defs, one, path, within));
  return found;
}

/** The names of all fields, wherever they stand. */
export function fieldNames(schema: Schema): readonly string[] {
  return [schema, ...Object.values(schema.$defs ?? {})].flatMap(propertyNames);
}

function propertyNames(part: Schema): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = part;
  const below = [...Object.values(properties), ...anyOf, ...oneOf, ...(items ? [items] : [])];
  if (typeof additionalProperties === "object") below.push(additionalProperties);
  return [...Object.keys(properties), ...below.flatMap(propertyNames)];
}
