import { didYouMean } from "../../findings/suggest.ts";
import { resolved, type Schema } from "../schema-document.ts";
import { plainPath } from "./plain-path.ts";
import { protocolHelp } from "./protocol-help.ts";
import type { ShapeLocation } from "./shape-location.ts";
import { flow, forExample, takesWhole, ticked } from "./shape-words.ts";

/** What people write where all is meant, besides the word for it. */
const ALL = /^(?:any|all|every|\*)$/i;

/** Whether a text is what a schema of a text wants. */
function fits(text: string, { type, pattern, maxLength, enum: choices, const: only }: Schema): boolean {
  return (
    (type === undefined || type === "string") &&
    (pattern === undefined || new RegExp(pattern, "u").test(text)) &&
    text.length <= (maxLength ?? Number.POSITIVE_INFINITY) &&
    (choices?.includes(text) ?? true) &&
    (only === undefined || only === text)
  );
}

/** What to do about a value of another kind than the schema's; `written`: as it stands in the file. */
export function typeHelp(location: ShapeLocation, written: string): string | undefined {
  const { schema, value, key } = location;
  const example = forExample(schema, nameOf(location));
  if (schema.enum) return `write ${ticked(schema.enum, "or")}`;
  if (schema.type === "string" && typeof value !== "object") {
    if (key === "inactive") return value === false ? "leave it out: what is not inactive is in force" : `say why: ${example}`;
    if (typeof value === "number" && !fits(written, schema) && fits(`${written}s`, schema))
      return `write \`${written}s\` if seconds are meant`;
    return fits(written, schema) ? `put it in quotes: \`${asField(location, `"${written}"`)}\`` : example;
  }
  if (typeof value === "number" && !Number.isFinite(value) && takesWhole(schema))
    return ["write it in digits alone: without a leading zero, a sign, a point or letters", example].filter(Boolean).join("; ");
  if (schema.type === "integer" && typeof value === "string" && /^(?:0|[1-9]\d*)$/.test(value)) return `write ${value} without quotes`;
  if (schema.type === "boolean") return "write `true` or `false`, without quotes";
  if (typeof value !== "string") return example;
  return bareWord(location) ?? (schema.type === "array" ? listOfOne(value, schema) : asItem(value, schema, "")) ?? example;
}

/** The same text, written as the schema wants it, if that is a matter of case, `_` and blanks only; else an example. */
export function respelled(text: string, schema: Schema): string | undefined {
  const { pattern = "", examples = [] } = schema;
  const lower = !pattern.includes("A-Z");
  const upper = !lower && !pattern.includes("a-z");
  const list = pattern.includes("(?:,");
  const label = lower && pattern.includes("a-z") && !list;
  const candidates = [
    text.trim(),
    ...(lower ? [text.toLowerCase()] : []),
    ...(upper ? [text.toUpperCase()] : []),
    ...(list
      ? [
          text
            .trim()
            .toLowerCase()
            .split(/[\s,]+/)
            .join(","),
        ]
      : []),
    ...(label
      ? [
          text
            .trim()
            .toLowerCase()
            .replaceAll(/[ \t_]+/g, "-"),
        ]
      : []),
    ...(schema.title?.startsWith("a path") ? [plainPath(text) ?? "", `${plainPath(text)}/`] : []),
    ...examples.map(String).filter((example) => example.toLowerCase() === text.toLowerCase()),
  ];
  const spelled = candidates.find((other) => other.length <= 60 && fits(other, schema));
  return spelled === undefined ? forExample(schema) : `write \`${spelled}\``;
}

/** For a text where only a few words are possible. */
export function wordHelp(text: string, choices: readonly string[], { key }: ShapeLocation): string {
  const meant = text.trim().toLowerCase();
  const spelled = choices.find((choice) => choice.toLowerCase() === meant);
  if (spelled !== undefined) return `write \`${spelled}\``;
  return (key === "protocol" ? protocolHelp(text) : undefined) ?? didYouMean(text, choices) ?? `write ${ticked(choices, "or")}`;
}

/** For a text where one of a few words, or something else, is possible. */
export function choiceHelp(text: string, choices: readonly string[], { schema, key }: ShapeLocation): string | undefined {
  if (choices.includes("any") && ALL.test(text)) return "write `any` if all are meant";
  return didYouMean(text, choices) ?? listOfOne(text, schema) ?? forExample(schema, key);
}

/** For an item that is the word which may stand in the place of the list. */
export function bareWord({ value, within }: ShapeLocation): string | undefined {
  const word = within?.schema.anyOf?.find((branch) => branch.const !== undefined)?.const;
  if (!within || typeof value !== "string" || word === undefined) return undefined;
  const meant = value.toLowerCase() === word || (word === "any" && ALL.test(value));
  return meant ? `write \`${asField(within, String(word))}\`, without brackets` : undefined;
}

/** Where a list is possible and its only item was written. */
function listOfOne(text: string, schema: Schema): string | undefined {
  const items = (schema.anyOf ?? [schema]).flatMap((branch) => {
    const { items } = resolved(branch);
    return items ? [resolved(items)] : [];
  });
  const [list] = items.flatMap((item) =>
    item.type === "string" && fits(text, item) ? [`write \`${flow([text])}\``] : (asItem(text, item, "[") ?? []),
  );
  return list && `${list} if you mean a list of one`;
}

/** Where a mapping is wanted, and what one of its fields may hold was written; within a bracket, if one is given. */
function asItem(text: string, schema: Schema, bracket: "" | "["): string | undefined {
  const names = schema.oneOf?.flatMap(({ required }) => required) ?? [];
  const name = names.find((name) => {
    const field = resolved(schema.properties?.[name] ?? {});
    return field.type === "string" && fits(text, field);
  });
  if (name === undefined) return undefined;
  return `write \`${flow(bracket ? [{ [name]: text }] : { [name]: text })}\``;
}

/** The field's name; undefined for an item of a list. */
function nameOf({ parent, key }: ShapeLocation): string | undefined {
  return Array.isArray(parent) ? undefined : key;
}

function asField(location: ShapeLocation, value: string): string {
  const name = nameOf(location);
  return name ? `${name}: ${value}` : value;
}
