import { quoted } from "../../findings/formats/words.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { adviceFor, corrections, patternAdvice } from "../rewritten.ts";
import { resolved, type Schema } from "../schema-document.ts";
import { protocolHelp } from "./protocol-help.ts";
import type { ShapeLocation } from "./shape-location.ts";
import { flow, forExample, takesWhole } from "./shape-words.ts";

/** Words for everything besides `any`. */
const ALL = /^(?:any|all|every|\*)$/i;

/** Words of other versions of YAML for `true` and `false`. */
const YES = /^(?:true|yes|on|y)$/i;
const NO = /^(?:false|no|off|n)$/i;

/** A longer list in one pair of quotes is not suggested as a list. */
const maxItems = 20;

/** Whether a schema takes a text. */
export function fits(text: string, { type, pattern, maxLength, enum: choices, const: only }: Schema): boolean {
  return (
    (type === undefined || type === "string") &&
    (pattern === undefined || new RegExp(pattern, "u").test(text)) &&
    text.length <= (maxLength ?? Number.POSITIVE_INFINITY) &&
    (choices?.includes(text) ?? true) &&
    (only === undefined || only === text)
  );
}

/** Help for a value of another kind than the schema's. `written` is its text in the file. */
export function typeHelp(location: ShapeLocation, written: string): string | undefined {
  const { schema, value, key } = location;
  const example = forExample(schema, nameOf(location));
  if (schema.enum) return `write ${quoted(schema.enum, "or")}`;
  if (schema.type === "string" && typeof value !== "object") {
    if (key === "inactive") return value === false ? "leave it out: what is not inactive is in force" : `say why: ${example}`;
    if (typeof value === "number" && !fits(written, schema) && fits(`${written}s`, schema))
      return `write \`${written}s\` if seconds are meant`;
    return fits(written, schema) ? `put it in quotes: \`${asField(location, `"${written}"`)}\`` : example;
  }
  if (typeof value === "number" && !Number.isFinite(value) && takesWhole(schema))
    return ["write it in digits alone: without a leading zero, a sign, a point or letters", example].filter(Boolean).join("; ");
  if (schema.type === "integer" && typeof value === "string" && /^(?:0|[1-9]\d*)$/.test(value)) return `write ${value} without quotes`;
  if (schema.type === "boolean") {
    // A mapping has no prototype, and so no text.
    const text = typeof value === "object" ? "" : String(value);
    const meant = YES.test(text) ? "`true`" : NO.test(text) ? "`false`" : "`true` or `false`";
    return `write ${meant}, without quotes`;
  }
  if (schema.type === "integer" && /port$/i.test(key) && typeof value === "string" && /^[a-z][a-z0-9-]*$/i.test(value))
    return ["write the port's number, not its name", example].filter(Boolean).join("; ");
  if (typeof value === "number") return onlyField(value, schema) ?? example;
  if (typeof value !== "string") return nestedLabels(location) ?? example;
  return bareWord(location) ?? (schema.type === "array" ? listOfOne(value, schema) : asItem(value, schema, "")) ?? example;
}

/** The same text as the schema takes it, if its meaning is clear, or each item of a list in it; otherwise advice or an example. */
export function respelled(text: string, schema: Schema, inList = false): string | undefined {
  const pattern = patternAdvice(text, schema);
  if (pattern !== undefined) return pattern;
  const spelled = spellings(text, schema).find((other) => other.length <= 120 && fits(other, schema));
  if (spelled !== undefined) return `write ${quoted([/^[\d.]+$/.test(spelled) ? flow(spelled) : spelled], "or")}`;
  const items = text.split(/[\s,;]+/).filter((item) => item !== "");
  if (inList && items.length > 1 && items.length <= maxItems && items.every((item) => fits(item, schema)))
    return `write each as an item of its own: ${quoted([flow(items)], "and")}`;
  return adviceFor(text, schema) ?? forExample(schema);
}

/** Other spellings of a text: first those that differ in case, `_` and blanks only, then those that other tools use for such a value. */
function spellings(text: string, schema: Schema): readonly string[] {
  const { pattern = "", examples = [] } = schema;
  const trimmed = text.trim();
  const lower = !pattern.includes("A-Z");
  const upper = !lower && !pattern.includes("a-z");
  const list = pattern.includes("(?:,");
  const label = lower && pattern.includes("a-z") && !list;
  return [
    trimmed,
    ...(lower ? [text.toLowerCase()] : []),
    ...(upper ? [text.toUpperCase()] : []),
    ...(list ? [trimmed.toLowerCase().replaceAll(/[\s,]+/g, ",")] : []),
    ...(label ? [trimmed.toLowerCase().replaceAll(/[ \t_]+/g, "-")] : []),
    ...corrections(text, schema),
    ...examples.map(String).filter((example) => example.toLowerCase() === text.toLowerCase()),
  ];
}

/** Help for a text where only a few words are possible. */
export function wordHelp(text: string, choices: readonly string[], { key }: ShapeLocation): string {
  const meant = text.trim().toLowerCase();
  const spelled = choices.find((choice) => choice.toLowerCase() === meant);
  if (spelled !== undefined) return `write \`${spelled}\``;
  return (key === "protocol" ? protocolHelp(text) : undefined) ?? didYouMean(text, choices) ?? `write ${quoted(choices, "or")}`;
}

/** Help for a text where one of a few words, or another kind of value, is possible. */
export function choiceHelp(text: string, choices: readonly string[], { schema, key }: ShapeLocation): string | undefined {
  if (choices.includes("any") && ALL.test(text)) return "write `any` if all are meant";
  return didYouMean(text, choices) ?? listOfOne(text, schema) ?? forExample(schema, key);
}

/** Help for a list item that is the word which may replace the whole list. */
export function bareWord({ value, within }: ShapeLocation): string | undefined {
  const word = within?.schema.anyOf?.find((branch) => branch.const !== undefined)?.const;
  if (!within || typeof value !== "string" || word === undefined) return undefined;
  const meant = value.toLowerCase() === word || (word === "any" && ALL.test(value));
  return meant ? `write \`${asField(within, String(word))}\`, without brackets` : undefined;
}

/** Help for a number in place of a mapping whose only required field takes it. */
function onlyField(value: number, { required = [], properties = {} }: Schema): string | undefined {
  const [name, ...others] = required;
  if (name === undefined || others.length > 0 || resolved(properties[name] ?? {}).type !== "integer") return undefined;
  return `write ${quoted([flow({ [name]: value })], "or")}`;
}

/** Help for labels within `matchLabels`, as in a selector of Kubernetes. */
function nestedLabels({ key, value, within }: ShapeLocation): string | undefined {
  if (key !== "matchLabels" || within === undefined || typeof value !== "object" || value === null) return undefined;
  return `write the labels themselves: ${quoted([asField(within, flow(value))], "or")}`;
}

/** Help for a single item in place of a list, or for several items in one text. */
function listOfOne(text: string, schema: Schema): string | undefined {
  const items = (schema.anyOf ?? [schema]).flatMap((branch) => {
    const { items } = resolved(branch);
    return items ? [resolved(items)] : [];
  });
  const [list] = items.flatMap((item) =>
    item.type === "string" && fits(text, item) ? [`write \`${flow([text])}\``] : (asItem(text, item, "[") ?? []),
  );
  if (list) return `${list} if you mean a list of one`;
  if (text.length > 1024) return undefined;
  const several = text.split(/[\s,;]+/).filter((one) => one !== "");
  const item = items.find((item) => item.type === "string" && several.every((one) => fits(one, item)));
  if (item && several.length > 1 && several.length <= maxItems) return `write ${quoted([flow(several)], "or")}`;
  const [spelled] = items.flatMap((item) => (item.type === "string" ? (spellings(text, item).find((one) => fits(one, item)) ?? []) : []));
  return spelled && `write ${quoted([flow([spelled])], "or")} if you mean a list of one`;
}

/** Help for a text in place of a mapping one of whose fields takes it; within a bracket, if one is given. */
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
