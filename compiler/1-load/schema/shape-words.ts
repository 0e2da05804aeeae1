import { enumerated, quoted } from "../../findings/formats/words.ts";
import type { Schema } from "../schema-document.ts";
import { kindOf } from "./shape-location.ts";

const WANTED: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  boolean: "`true` or `false`",
  object: "keys and values",
  array: "a list",
};
const GIVEN: Readonly<Record<string, string>> = { ...WANTED, integer: "a number", number: "a number" };

/** The kind of value that a schema takes, as a noun phrase. */
export function wanted(schema: Schema): string {
  if (!schema.anyOf) return WANTED[schema.type ?? ""] ?? "something else";
  const titles = schema.anyOf.map((branch) => branch.title ?? "something else");
  return schema.title ?? enumerated(titles, "or");
}

/** Whether a whole number may stand there. */
export function takesWhole({ type, anyOf }: Schema): boolean {
  return type === "integer" || (anyOf?.some((branch) => branch.type === "integer") ?? false);
}

/** The kind of a value that was written, or the value itself where that says more. */
export function given(value: unknown, written: string, schema: Schema): string {
  if (typeof value === "number" && takesWhole(schema)) return Number.isFinite(value) ? "a number that is not whole" : quotedValue(written);
  return typeof value === "boolean" ? `\`${value}\`` : (GIVEN[kindOf(value)] ?? "something else");
}

/** A text of the user for a message: on one line, not too long, in backticks. */
export function quotedValue(text: string): string {
  const line = text.replaceAll("\n", "\\n").replaceAll("`", "'");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``;
}

/** `for example …`, if the schema has an example. */
export function forExample(schema: Schema, key?: string): string | undefined {
  const examples = schema.examples?.map(flow) ?? [];
  if (examples.length === 0) return undefined;
  return `for example ${key === undefined ? quoted(examples.slice(0, 3), "or") : `\`${key}: ${examples[0]}\``}`;
}

/** A value on one line of YAML. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  const text = String(value);
  const needsQuotes =
    typeof value === "string" &&
    (/[\n#,[\]{}]|: |^[\s&*!|>'"%@-]|^$/.test(text) || /^\d+(?:\.\d+)?$/.test(text) || /^(?:true|false|null|~)$/i.test(text));
  return needsQuotes ? JSON.stringify(text) : text;
}
