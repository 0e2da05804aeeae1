import type { HelperOptions } from "handlebars";
import { compare } from "../findings/finding.ts";

/** Letters first, and nothing that YAML 1.1 or 1.2 reads as anything but this text, in block or flow style. */
const plain = /^[A-Za-z/][A-Za-z0-9/._-]*$/;
const words = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Lines of visible ASCII, each begun by something else than a blank, and a line break at the end. */
const lines = /^(?:[!-~][ -~]*\n)+$/;

/**
 * A value as YAML that every parser reads back as exactly this value: text plain where that is safe and as ASCII JSON elsewhere,
 * lists and maps in flow style with their keys sorted, lines (of PEM) as a literal block indented by `indent`.
 * Throws on anything that it cannot represent exactly.
 */
export function quote(value: unknown, indent?: number): string {
  if (typeof value === "string") return indent !== undefined && lines.test(value) ? block(value, indent) : text(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => quote(item)).join(", ")}]`;
  if (typeof value === "object" && value !== null && isPlain(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
    return entries.length === 0 ? "{}" : `{ ${entries.map(([key, item]) => `${text(key)}: ${quote(item)}`).join(", ")} }`;
  }
  throw new Error(`cannot be written exactly: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
}

function text(value: string): string {
  if (plain.test(value) && !words.test(value)) return value;
  if (/\p{Cs}/u.test(value)) throw new Error("half a surrogate pair cannot be written exactly");
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function block(value: string, indent: number): string {
  const margin = " ".repeat(indent);
  return `|\n${value
    .slice(0, -1)
    .split("\n")
    .map((line) => margin + line)
    .join("\n")}`;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A comment's text, which must be one line of what YAML takes in comments. */
export function comment(value: unknown): string {
  if (typeof value !== "string" || /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(value)) throw new Error("cannot be written as a comment");
  return value;
}

/** Gives templates the one way to write a value, `{{q value}}` or `{{q value indent=4}}`, and `{{#each (sorted map)}}`. */
export function registerHelpers(handlebars: {
  registerHelper(name: string, helper: (value: unknown, options: HelperOptions) => unknown): void;
}): void {
  const known = new Map<string, string>();
  handlebars.registerHelper("q", (value, { hash }) => {
    if (typeof value !== "string" || hash.indent !== undefined) return quote(value, hash.indent);
    let quoted = known.get(value);
    if (quoted === undefined) {
      quoted = quote(value);
      known.set(value, quoted);
    }
    return quoted;
  });
  handlebars.registerHelper("sorted", (value) => Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => compare(a, b))));
}
