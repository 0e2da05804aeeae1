import { isDeepStrictEqual } from "node:util";
import { isCollection, isMap, isNode, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import {
  aboveComments,
  afterLine,
  columnOf,
  dataOf,
  documentOf,
  endOf,
  isBlock,
  lineEndAt,
  type Spot,
  startOf,
  stepOf,
  writtenKey,
} from "./layout.ts";
import { sortedIndex } from "./sort-entries.ts";
import { asBlock, asData, asFlow, asItem, type Writable } from "./written-entry.ts";

/**
 * Inserts an entry into a text, in the layout of its neighbours. No other byte changes. `path` leads to the entry: missing mappings are created,
 * and a list gets a new item. If the names around it are sorted, the entry goes where it sorts, so that two people who add entries do not edit the
 * same line; otherwise it comes last. Undefined if the layout does not allow the edit.
 */
export function insertEntry(text: string, path: readonly string[], value: Writable): string | undefined {
  const { contents } = documentOf(text);
  if (!isMap(contents)) return undefined;
  const edited = inserted({ text, step: stepOf(contents, text) }, contents, path, value);
  return edited !== undefined && isDeepStrictEqual(dataOf(edited), withData(dataOf(text), path, asData(value))) ? edited : undefined;
}

function inserted(spot: Spot, root: YAMLMap, path: readonly string[], value: Writable): string | undefined {
  let map = root;
  let within: Pair | undefined;
  for (const [depth, key] of path.entries()) {
    const pair = map.items.find((item) => writtenKey(item) === key);
    if (!pair) {
      const rest = path.slice(depth + 1).reduceRight<Writable>((inner, name) => ({ [name]: inner }), value);
      const index = isName(depth) ? sortedIndex(map.items.map(writtenKey), key) : beforeConsume(map, key);
      return map.flow ? intoFlowMap(spot, map, within, index, key, rest) : intoBlockMap(spot, map, index, key, rest);
    }
    if (isSeq(pair.value)) return depth === path.length - 1 ? intoList(spot, pair.value, value) : undefined;
    if (!isMap(pair.value)) return undefined;
    within = map.flow ? undefined : pair;
    map = pair.value;
  }
  return undefined;
}

/** Keys below `services`, `expose`, `consume` and `allow` are names; the keys between them are fields. */
function isName(depth: number): boolean {
  return depth % 2 === 1;
}

/** `expose` comes before `consume`, and every other field comes last. */
function beforeConsume(map: YAMLMap, key: string): number {
  const next = key === "expose" ? map.items.findIndex((item) => writtenKey(item) === "consume") : -1;
  return next > 0 ? next : map.items.length;
}

function intoBlockMap(spot: Spot, map: YAMLMap, index: number, key: string, value: Writable): string | undefined {
  const column = columnOf(spot.text, startOf(map.items[0]));
  return intoBlock(spot, map.items, index, column, asBlock(key, value, spot.step), key !== "expose");
}

/** After the entry before it, with a blank line between them if other entries have one; or before the first entry and the comments above that. */
function intoBlock(
  spot: Spot,
  items: readonly unknown[],
  index: number,
  column: number,
  lines: readonly string[],
  mayBeApart: boolean,
): string | undefined {
  const { text } = spot;
  const [first, second] = items;
  const before = items[index - 1];
  if (!first) return undefined;
  const isApart = (upper: unknown, lower: unknown) =>
    mayBeApart && upper && lower && /\n[ \t]*\r?\n/.test(text.slice(endOf(upper, text), startOf(lower)));
  if (!before) return withLines(spot, aboveComments(text, startOf(first)), column, lines, isApart(first, second) ? "below" : undefined);
  const apart = isApart(before, items[index]) || isApart(items[index - 2], before);
  return withLines(spot, afterLine(text, endOf(before, text), column), column, lines, apart ? "above" : undefined);
}

/** An empty map becomes a block if its layout allows it. */
function intoFlowMap(spot: Spot, map: YAMLMap, within: Pair | undefined, index: number, key: string, value: Writable): string | undefined {
  const { text, step } = spot;
  const entry = asFlow({ [key]: value }).slice(2, -2);
  const [start, end] = map.range ?? [0, 0];
  if (map.items.length > 0) return intoFlow(spot, map.items, index, start, entry);
  if (!within || text.slice(start, end).includes("\n")) return `${text.slice(0, start)}{ ${entry} ${text.slice(start + 1)}`;
  const column = columnOf(text, startOf(within)) + step;
  const bare = `${text.slice(0, start).replace(/\s+$/, "")}${text.slice(end)}`;
  const line = bare.indexOf("\n", text.slice(0, start).trimEnd().length);
  return withLines({ ...spot, text: bare }, line === -1 ? bare.length : line + 1, column, asBlock(key, value, step));
}

/** If the items of `consume` are sorted, they are sorted by their local names. */
function intoList(spot: Spot, list: YAMLSeq, value: Writable): string | undefined {
  if (!list.range || list.items.length === 0) return undefined;
  const names = list.items.map((item) => nameOf(isNode(item) ? item.toJSON() : item));
  const index = sortedIndex(names, nameOf(asData(value)));
  if (list.flow) return intoFlow(spot, list.items, index, list.range[0], asFlow(value));
  const beside = list.items[Math.max(0, index - 1)];
  const lines = isCollection(beside) && !isBlock(beside) ? [`- ${asFlow(value)}`] : asItem(value, spot.step);
  return intoBlock(spot, list.items, index, columnOf(spot.text, list.range[0]), lines, false);
}

function nameOf(item: unknown): string | undefined {
  const name = (item as { readonly as?: unknown } | null)?.as;
  return typeof name === "string" ? name : undefined;
}

/** Before the entry at `index`, or after the last one; on its own line if the last entry has one. */
function intoFlow({ text }: Spot, items: readonly unknown[], index: number, open: number, entry: string): string {
  const starts = items.map(startOf);
  const last = starts.at(-1) ?? open;
  const own = text.slice(starts.at(-2) ?? open, last).includes("\n");
  const next = starts[index];
  const gap = own ? `${lineEndAt(text, next ?? last)}${" ".repeat(columnOf(text, next ?? last))}` : " ";
  if (next !== undefined) return `${text.slice(0, next)}${entry},${gap}${text.slice(next)}`;
  const end = endOf(items.at(-1), text);
  return `${text.slice(0, end)},${gap}${entry}${text.slice(end)}`;
}

function withLines({ text }: Spot, at: number, column: number, lines: readonly string[], apart?: "above" | "below"): string {
  const newline = lineEndAt(text, at);
  const open = at > 0 && text[at - 1] !== "\n";
  const blank = (where: "above" | "below") => (apart === where ? [""] : []);
  const indented = lines.map((line) => " ".repeat(column) + line);
  const all = [...(open ? [""] : []), ...blank("above"), ...indented, ...blank("below"), ...(open ? [] : [""])];
  return text.slice(0, at) + all.join(newline) + text.slice(at);
}

function withData(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return Array.isArray(data) ? data.toSpliced(sortedIndex(data.map(nameOf), nameOf(value)), 0, value) : value;
  const map = new Map(Object.entries((data ?? {}) as object));
  return Object.fromEntries(map.set(key, withData(map.get(key), rest, value)));
}
