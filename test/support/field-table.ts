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

/** What has a table of its own, the innermost first; all else is in the last one. */
const sections = [
  "defaults",
  "clusters.<cluster>",
  "trust",
  "services.<service>.expose.<cluster>",
  "services.<service>.consume.<cluster>",
  "services.<service>",
  "assertions[]",
  "",
];

/** Every field of federation.yaml with what the schema says about it, as Markdown tables. */
export function fieldTable(schema: Schema): string {
  const fields = [...fieldsBelow(schema.$defs ?? {}, schema, "", [])];
  const paths = new Set(fields.map(([path]) => path));
  const rows = new Map(sections.map((section) => [section, [] as string[]]));
  for (const [path, meaning] of fields) {
    // The fields of a default are those of what takes it.
    if (/^defaults\.\w+\.\w+\./.test(path)) continue;
    // What may stand in a list or alone is told once.
    if (path.includes("<cluster>[]") && paths.has(path.replace("<cluster>[]", "<cluster>"))) continue;
    const section = sections.find((one) => one === "" || path.startsWith(`${one}.`)) ?? "";
    const field = section === "" ? path : path.slice(section.length + 1);
    rows.get(section)?.push(`| \`${field}\` | ${meaning.replaceAll("|", "\\|")} |`);
  }
  const inOrder = ["", ...sections.filter((section) => section !== "")];
  return inOrder
    .map((section) => `| ${section === "" ? "at the top" : `in \`${section}\``} | |\n|---|---|\n${rows.get(section)?.join("\n")}`)
    .join("\n\n");
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
