import { aboveComments, afterLine, endOf, lineStart, startOf } from "./layout.ts";

/**
 * The whole lines of an entry of a block, with the comments that belong to it: those in it, and those right above it. A comment above the first of
 * several entries belongs to all of them, unless the second has one of its own or is set apart by a blank line.
 */
export function entryRange(
  text: string,
  items: readonly unknown[],
  index: number,
  column: number,
): { readonly start: number; readonly end: number } {
  const above = (item: unknown, before: unknown) =>
    Math.max(aboveComments(text, startOf(item)), before ? afterLine(text, endOf(before, text), column) : 0);
  const [item, before, next] = [items[index], items[index - 1], items[index + 1]];
  const line = lineStart(text, startOf(item));
  const nextLine = next ? lineStart(text, startOf(next)) : 0;
  const end = afterLine(text, endOf(item, text), column);
  const isHeading = !before && next && above(next, item) === nextLine && end === nextLine;
  return { start: isHeading ? line : above(item, before), end };
}
