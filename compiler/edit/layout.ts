import { isCollection, isMap, isNode, isPair, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from "yaml";
import { parse } from "../1-load/yaml/parse.ts";
import { Findings } from "../findings/finding.ts";
import { Source } from "../findings/source.ts";

/** The nodes of a text, with their offsets. */
export function documentOf(text: string): ReturnType<typeof parseDocument> {
  return parseDocument(text, { version: "1.2", schema: "core", uniqueKeys: false, logLevel: "silent" });
}

/** The data of a text, as fedc reads it. An edit must change the data as intended, and nothing else. */
export function dataOf(text: string): unknown {
  const parsed = parse(new Source("federation.yaml", text), new Findings());
  return parsed && JSON.parse(JSON.stringify(parsed.data));
}

/** A text and its indentation. */
export interface Spot {
  readonly text: string;
  /** The number of columns per level. */
  readonly step: number;
}

/** The line end before an offset. Line ends may differ within a text that several editors have saved. */
export function lineEndAt(text: string, offset: number): string {
  const end = text.lastIndexOf("\n", offset - 1);
  return text[end - 1] === "\r" ? "\r\n" : "\n";
}

/** The indentation of the first block mapping within another mapping. */
export function stepOf(root: YAMLMap, text: string): number {
  for (const { value } of root.items) {
    const [first] = isMap(value) && !value.flow ? value.items : [];
    if (first) return columnOf(text, startOf(first)) || 2;
  }
  return 2;
}

export function isBlock(node: unknown): boolean {
  return isCollection(node) && !node.flow;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The key as it is written: `1.0` is a name too. */
export function writtenKey({ key }: Pair): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

/** Keys of mappings, and indexes of items. */
export type NodePath = readonly (string | number)[];

/** The value that a path leads to. */
export function nodeAt(root: unknown, path: NodePath): unknown {
  let node = root;
  for (const key of path) {
    if (isSeq(node)) node = node.items[key as number];
    else if (isMap(node)) node = node.items.find((pair) => writtenKey(pair) === key)?.value;
    else return undefined;
  }
  return node;
}

/** The data with another value where a path leads to. */
export function withChange(data: unknown, [key, ...rest]: NodePath, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(data);
  if (Array.isArray(data)) return data.with(key as number, withChange(data[key as number], rest, change));
  const map = data as Readonly<Record<string, unknown>>;
  return { ...map, [key]: withChange(map[key], rest, change) };
}

/** The offset where a node, or the key of an entry, begins. */
export function startOf(item: unknown): number {
  const node = isPair(item) ? item.key : item;
  return (isNode(node) && node.range?.[0]) || 0;
}

/** The offset where the text of a node or entry ends. The library counts the white space after a block as part of it. */
export function endOf(item: unknown, text: string): number {
  if (isPair(item)) return Math.max(endOf(item.key, text), endOf((item as Pair).value, text));
  const last = isCollection(item) && isBlock(item) ? item.items.at(-1) : undefined;
  if (last !== undefined) return endOf(last, text);
  if (!isNode(item) || !item.range) return 0;
  const [start, end] = item.range;
  if (!isScalar(item) || (item.type !== "BLOCK_LITERAL" && item.type !== "BLOCK_FOLDED")) return end;
  // Blank lines at the end of a block scalar belong to it only if its header has a `+`.
  return /^[|>]\d?\+/.test(text.slice(start, start + 3)) ? end : text.slice(0, end).trimEnd().length;
}

/** The offset of the line after `offset`. It skips comments that are indented deeper than `column`: they belong to the entry that ends here. */
export function afterLine(text: string, offset: number, column: number): number {
  let at = nextLine(text, text[offset - 1] === "\n" ? offset - 1 : offset);
  for (let next = at; next < text.length; next = nextLine(text, next)) {
    const line = /^[ \t]*(#?)/.exec(text.slice(next, nextLine(text, next)));
    const [blank = "", comment] = line ?? [];
    if (comment && blank.length - 1 > column) at = nextLine(text, next);
    else if (comment || text.slice(next + blank.length, nextLine(text, next)).trim() !== "") break;
  }
  return at;
}

/** The offset where the line of `offset` begins, or the first comment right above that line. */
export function aboveComments(text: string, offset: number): number {
  let at = lineStart(text, offset);
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (!/^[ \t]*#/.test(text.slice(above, at))) break;
    at = above;
  }
  return at;
}

/** The offset where the line of `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}
