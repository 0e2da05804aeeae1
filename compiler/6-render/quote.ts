import { sortedEntries } from "../2-resolve/names.ts";
import type { ChartValues } from "../4-plan/summary/istio-settings.ts";

/** Text that YAML 1.1 and 1.2 both read as exactly this text, in block and flow style, unless it is one of `words`. */
const plain = /^[A-Za-z/][A-Za-z0-9/._-]*$/;
const words = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Nearly all texts match this quick test. Only the rest need the slower tests for Unicode. */
const ascii = /^[ -~]*$/;
/** Lines of printable ASCII: no line is empty, the first is not indented, and the text ends with a line break. */
const lines = /^[!-~][ -~]*\n(?: *[!-~][ -~]*\n)*$/;

/**
 * A value as YAML that every parser reads back as exactly this value. Text is plain where that is safe, and ASCII JSON elsewhere.
 * Lists and maps are in flow style, and keys are sorted. Throws on a value that it cannot represent exactly.
 */
export function quote(value: unknown): string {
  if (typeof value === "string") return text(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (Array.isArray(value)) return `[${joined(value, quote)}]`;
  if (typeof value === "object" && value !== null && isPlain(value)) {
    const entries = joined(sortedKeys(value), (key) => `${text(key)}: ${quote(value[key])}`);
    return entries === "" ? "{}" : `{ ${entries} }`;
  }
  throw new Error(`cannot be written exactly: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
}

/** Texts with commas between them, without a list of them: most of the output is written here. */
function joined<Item>(items: readonly Item[], textOf: (item: Item) => string): string {
  let result = "";
  for (const item of items) result += result === "" ? textOf(item) : `, ${textOf(item)}`;
  return result;
}

/** Sorted by code units. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  return keys.length > 1 ? keys.sort() : keys;
}

/** Like `quote`, but writes lines (of PEM or YAML) as a literal block with this indent. */
export function quoteLines(value: unknown, indent: number): string {
  if (typeof value !== "string" || !lines.test(value)) return quote(value);
  return `|\n${value.slice(0, -1).replace(/^/gm, " ".repeat(indent))}`;
}

/** A tree of texts as YAML in block style, sorted by key. Every text is quoted, since environment variables must be strings. */
export function blockYaml(tree: ChartValues, indent = ""): string {
  const lines = sortedEntries(tree).map(({ key, value }) =>
    typeof value === "string"
      ? `${indent}${text(key)}: ${asciiJson(value)}\n`
      : `${indent}${text(key)}:\n${blockYaml(value, `${indent}  `)}`,
  );
  return lines.join("");
}

function text(value: string): string {
  return plain.test(value) && (value.length > 5 || !words.test(value)) ? value : asciiJson(value);
}

function asciiJson(value: string): string {
  if (ascii.test(value)) return JSON.stringify(value);
  if (/\p{Cs}/u.test(value)) throw new Error("half a surrogate pair cannot be written exactly");
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype = Object.getPrototypeOf(value);
  // An instance of a class has a prototype above that of its class.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Returns the text of a comment. Throws if it is not one line of characters that YAML allows in comments. */
export function comment(text: string): string {
  const safe = ascii.test(text) || !/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text);
  if (!safe) throw new Error("cannot be written as a comment");
  return text;
}
