import { isDeepStrictEqual } from "node:util";
import { isMap, type YAMLMap } from "yaml";
import { afterLine, dataOf, documentOf, endOf, startOf } from "./layout.ts";

/**
 * Removes the `inactive` of the mapping that `path` leads to. If the mapping holds nothing else, `otherwise` replaces it. No other byte changes.
 * Undefined if there is no such mapping, or if its layout does not allow the edit.
 */
export function activateEntry(text: string, path: readonly (string | number)[], otherwise: string): string | undefined {
  const entry = documentOf(text).getIn(path, true);
  if (!isMap(entry)) return undefined;
  const edited = without(text, entry, otherwise);
  return edited !== undefined && isDeepStrictEqual(dataOf(edited), activated(dataOf(text), path, otherwise)) ? edited : undefined;
}

function without(text: string, { items, flow, range }: YAMLMap, otherwise: string): string | undefined {
  const index = items.findIndex(({ key }) => String(key) === "inactive");
  const [item, before, next] = [items[index], items[index - 1], items[index + 1]];
  if (!item || !range) return undefined;
  const cut = (start: number, end: number) => `${text.slice(0, start)}${text.slice(end)}`;
  if (items.length === 1) return flow ? `${text.slice(0, range[0])}${otherwise}${text.slice(range[1])}` : undefined;
  if (flow) return before ? cut(endOf(before, text), endOf(item, text)) : cut(startOf(item), startOf(next));
  // The first field of a list's item stands on the line of the dash.
  if (!before) return cut(startOf(item), startOf(next));
  return cut(text.lastIndexOf("\n", startOf(item) - 1) + 1, afterLine(text, endOf(item, text), Number.POSITIVE_INFINITY));
}

function activated(data: unknown, [key, ...rest]: readonly (string | number)[], otherwise: string): unknown {
  if (key === undefined) {
    const { inactive: _, ...others } = data as { inactive?: unknown };
    return Object.keys(others).length === 0 ? otherwise : others;
  }
  if (Array.isArray(data)) return data.with(key as number, activated(data[key as number], rest, otherwise));
  const map = data as Record<string, unknown>;
  return { ...map, [key]: activated(map[key], rest, otherwise) };
}
