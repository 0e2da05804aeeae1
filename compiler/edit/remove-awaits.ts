import { isDeepStrictEqual } from "node:util";
import { isMap, type YAMLMap } from "yaml";
import { afterLine, dataOf, documentOf, endOf, lineStart, type NodePath, startOf, withChange } from "./layout.ts";

/**
 * Removes the `awaits` of the mapping that `path` leads to. If the mapping holds nothing else, `any` replaces it. No other byte changes.
 * Undefined if there is no such mapping, or if its layout does not allow the edit.
 */
export function removeAwaits(text: string, path: NodePath): string | undefined {
  const entry = documentOf(text).getIn(path, true);
  if (!isMap(entry)) return undefined;
  const edited = without(text, entry);
  return edited !== undefined && isDeepStrictEqual(dataOf(edited), withChange(dataOf(text), path, withoutWord)) ? edited : undefined;
}

function without(text: string, { items, flow, range }: YAMLMap): string | undefined {
  const index = items.findIndex(({ key }) => String(key) === "awaits");
  const [item, before, next] = [items[index], items[index - 1], items[index + 1]];
  if (!item || !range) return undefined;
  const cut = (start: number, end: number) => `${text.slice(0, start)}${text.slice(end)}`;
  if (items.length === 1) return flow ? `${text.slice(0, range[0])}any${text.slice(range[1])}` : undefined;
  if (flow) return before ? cut(endOf(before, text), endOf(item, text)) : cut(startOf(item), startOf(next));
  // The first field of a list's item stands on the line of the dash.
  if (!before) return cut(startOf(item), startOf(next));
  return cut(lineStart(text, startOf(item)), afterLine(text, endOf(item, text), Number.POSITIVE_INFINITY));
}

function withoutWord(entry: unknown): unknown {
  const { awaits: _, ...others } = entry as { awaits?: unknown };
  return Object.keys(others).length === 0 ? "any" : others;
}
