/** The functions that the code of templates calls. */
export { sortedEntries } from "../2-resolve/names.ts";
export { quote, quoteLines } from "./quote.ts";

/** Whether a block about this value is written. */
export function isPresent(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Text that is Markdown or YAML already. */
export function unquoted(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") throw new Error(`a template has no text for ${String(value)}`);
  return String(value);
}
