import { isDeepStrictEqual } from "node:util";
import { isCollection, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { Findings } from "../findings/finding.ts";
import { Source } from "../findings/source.ts";
import { afterLine, columnOf, endOf, isBlock, lineEndAt, type Spot, startOf, stepOf } from "./layout.ts";
import { parse } from "./parse.ts";
import { asBlock, asData, asFlow, asItem, type Writable } from "./written-entry.ts";

/**
 * A text that loads, with one entry more, in the layout of what stands around it: of all else not a byte differs. `path` leads to the entry;
 * mappings that are not there are made, and what is a list there gets an item. Undefined where the layout does not let it in.
 */
export function insertEntry(text: string, path: readonly string[], value: Writable): string | undefined {
  const { contents } = parseDocument(text, { version: "1.2", schema: "core", uniqueKeys: false, logLevel: "silent" });
  if (!isMap(contents)) return undefined;
  const edited = inserted({ text, step: stepOf(contents, text) }, contents, path, value);
  return edited !== undefined && isDeepStrictEqual(dataOf(edited), withData(dataOf(text), path, asData(value))) ? edited : undefined;
}

function inserted(spot: Spot, root: YAMLMap, path: readonly string[], value: Writable): string | undefined {
  let map = root;
  let within: Pair | undefined;
  for (const [depth, key] of path.entries()) {
    const pair = map.items.find((item) => isScalar(item.key) && nameOf(item.key.source, item.key.value) === key);
    if (!pair) {
      const rest = path.slice(depth + 1).reduceRight<Writable>((inner, name) => ({ [name]: inner }), value);
      return map.flow ? intoFlowMap(spot, map, within, key, rest) : intoBlockMap(spot, map, key, rest);
    }
    if (isSeq(pair.value)) return depth === path.length - 1 ? intoList(spot, pair.value, value) : undefined;
    if (!isMap(pair.value)) return undefined;
    within = map.flow ? undefined : pair;
    map = pair.value;
  }
  return undefined;
}

/** Keys are read as they are written: `1.0` is a name too. */
function nameOf(source: string | undefined, value: unknown): string {
  return typeof value === "string" ? value : (source ?? String(value));
}

/** Who offers stands before who uses; all else comes last. */
function intoBlockMap(spot: Spot, map: YAMLMap, key: string, value: Writable): string | undefined {
  const next = key === "expose" ? map.items.findIndex((item) => isScalar(item.key) && item.key.value === "consume") : -1;
  const index = next > 0 ? next - 1 : map.items.length - 1;
  const last = map.items[index];
  if (!last) return undefined;
  const column = columnOf(spot.text, startOf(last));
  const before = map.items[index - 1];
  const apart = next <= 0 && before !== undefined && /\n[ \t]*\r?\n/.test(spot.text.slice(endOf(before, spot.text), startOf(last)));
  return withLines(spot, afterLine(spot.text, endOf(last, spot.text), column), column, asBlock(key, value, spot.step), apart);
}

/** One that is empty becomes a block where it can; others get an entry behind the last. */
function intoFlowMap(spot: Spot, map: YAMLMap, within: Pair | undefined, key: string, value: Writable): string | undefined {
  const { text, step } = spot;
  const entry = asFlow({ [key]: value }).slice(2, -2);
  const [start, end] = map.range ?? [0, 0];
  const last = map.items.at(-1);
  if (last) return intoFlow(spot, endOf(last, text), map.items.map(startOf), start, entry);
  if (!within || text.slice(start, end).includes("\n")) return `${text.slice(0, start)}{ ${entry} ${text.slice(start + 1)}`;
  const column = columnOf(text, startOf(within)) + step;
  const bare = `${text.slice(0, start).replace(/\s+$/, "")}${text.slice(end)}`;
  const line = bare.indexOf("\n", text.slice(0, start).trimEnd().length);
  return withLines({ ...spot, text: bare }, line === -1 ? bare.length : line + 1, column, asBlock(key, value, step));
}

function intoList(spot: Spot, list: YAMLSeq, value: Writable): string | undefined {
  const { text } = spot;
  const last = list.items.at(-1);
  if (!last || !list.range) return undefined;
  const [start] = list.range;
  if (list.flow) return intoFlow(spot, endOf(last, text), list.items.map(startOf), start, asFlow(value));
  const column = columnOf(text, start);
  const lines = isCollection(last) && !isBlock(last) ? [`- ${asFlow(value)}`] : asItem(value, spot.step);
  return withLines(spot, afterLine(text, endOf(last, text), column), column, lines);
}

/** Behind the last entry; on a line of its own where that one has one. */
function intoFlow({ text }: Spot, end: number, starts: readonly number[], open: number, entry: string): string {
  const last = starts.at(-1) ?? open;
  const own = text.slice(starts.at(-2) ?? open, last).includes("\n");
  const gap = own ? `${lineEndAt(text, end)}${" ".repeat(columnOf(text, last))}` : " ";
  return `${text.slice(0, end)},${gap}${entry}${text.slice(end)}`;
}

function withLines({ text }: Spot, at: number, column: number, lines: readonly string[], apart = false): string {
  const newline = lineEndAt(text, at);
  const open = at > 0 && text[at - 1] !== "\n";
  const all = [...(open ? [""] : []), ...(apart ? [""] : []), ...lines.map((line) => " ".repeat(column) + line), ...(open ? [] : [""])];
  return text.slice(0, at) + all.join(newline) + text.slice(at);
}

/** What a text says, so that an edit can be held against what was meant by it. */
function dataOf(text: string): unknown {
  const parsed = parse(new Source("federation.yaml", text), new Findings());
  return parsed && JSON.parse(JSON.stringify(parsed.data));
}

function withData(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return Array.isArray(data) ? [...data, value] : value;
  const map = new Map(Object.entries((data ?? {}) as object));
  return Object.fromEntries(map.set(key, withData(map.get(key), rest, value)));
}
