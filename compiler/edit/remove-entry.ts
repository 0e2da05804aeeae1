import { isDeepStrictEqual } from "node:util";
import { isCollection, isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { entryRange } from "./entry-range.ts";
import { aboveComments, columnOf, dataOf, documentOf, endOf, type NodePath, nodeAt, startOf, withChange, writtenKey } from "./layout.ts";
import { type TextEdit, withEdits } from "./text-edit.ts";

/**
 * The edits that remove the entry that `path` leads to, with its comments. A mapping or list that then holds nothing goes too; only `services`,
 * which a file must have, becomes `{}`. Undefined if there is no such entry, or if its layout does not allow the edit.
 */
export function removeEntry(text: string, path: NodePath): readonly TextEdit[] | undefined {
  const { contents } = documentOf(text);
  let within: NodePath = path;
  for (;;) {
    const parent = nodeAt(contents, within.slice(0, -1));
    if (!isCollection(parent)) return undefined;
    const isOnly = parent.items.length === 1;
    if (isOnly && within.length === 2 && within[0] === "services") return checked(text, within, emptied(text, parent as YAMLMap, contents));
    if (isOnly && within.length > 1) {
      within = within.slice(0, -1);
      continue;
    }
    if (!isMap(parent) && !isSeq(parent)) return undefined;
    return checked(text, within, parent.flow ? fromFlow(text, parent, within) : fromBlock(text, parent, within));
  }
}

function checked(text: string, path: NodePath, edits: readonly TextEdit[] | undefined): readonly TextEdit[] | undefined {
  const withoutIt = (parent: unknown) => without(parent, path.at(-1) ?? "");
  return edits && isDeepStrictEqual(dataOf(withEdits(text, edits)), withChange(dataOf(text), path.slice(0, -1), withoutIt))
    ? edits
    : undefined;
}

function indexOf({ items }: YAMLMap | YAMLSeq, path: NodePath): number {
  const key = path.at(-1);
  return typeof key === "number" ? key : items.findIndex((item) => writtenKey(item as Pair) === key);
}

function fromBlock(text: string, parent: YAMLMap | YAMLSeq, path: NodePath): readonly TextEdit[] | undefined {
  const index = indexOf(parent, path);
  const { items } = parent;
  const item = items[index];
  if (!item) return undefined;
  const lineStart = startOf(item) - columnOf(text, startOf(item));
  const [indentation] = /^[ \t]*/.exec(text.slice(lineStart)) ?? [""];
  // An entry that stands on the line of another one, such as the first field of an item.
  if (!/^(?:- *)?$/.test(text.slice(lineStart + indentation.length, startOf(item)))) return undefined;
  const { start, end } = entryRange(text, items, index, indentation.length);
  const gapAbove = /(?:(?<=\n)[ \t]*\r?\n)*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const gapBelow = /^(?:[ \t]*\r?\n)*/.exec(text.slice(end))?.[0].length ?? 0;
  if (index === items.length - 1) return [{ start: start - gapAbove, end, text: "" }];
  return [{ start, end: index === 0 || gapAbove > 0 ? end + gapBelow : end, text: "" }];
}

/** An entry on lines of its own goes with these lines, and any other from comma to comma. */
function fromFlow(text: string, parent: YAMLMap | YAMLSeq, path: NodePath): readonly TextEdit[] | undefined {
  const index = indexOf(parent, path);
  const [item, before, next] = [parent.items[index], parent.items[index - 1], parent.items[index + 1]];
  if (!item) return undefined;
  const [start, end] = [startOf(item), endOf(item, text)];
  const lineStart = start - columnOf(text, start);
  const [rest] = /^[ \t]*,?[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(end)) ?? [];
  if (rest !== undefined && text.slice(lineStart, start).trim() === "") {
    const lines = { start: aboveComments(text, start), end: end + rest.length, text: "" };
    if (next || !before) return [lines];
    const comma = text.indexOf(",", endOf(before, text));
    return comma < lines.start ? [{ start: comma, end: comma + 1, text: "" }, lines] : undefined;
  }
  return [before ? { start: endOf(before, text), end, text: "" } : { start, end: startOf(next), text: "" }];
}

function emptied(text: string, map: YAMLMap, root: unknown): readonly TextEdit[] | undefined {
  if (map.flow) return map.range ? [{ start: map.range[0], end: map.range[1], text: "{}" }] : undefined;
  const pair = isMap(root) ? root.items.find(({ value }) => value === map) : undefined;
  const colon = pair ? text.indexOf(":", endOf(pair.key, text)) : -1;
  if (colon === -1) return undefined;
  const { start, end } = entryRange(text, map.items, 0, columnOf(text, startOf(map.items[0])));
  return [
    { start: colon + 1, end: colon + 1, text: " {}" },
    { start, end, text: "" },
  ];
}

function without(parent: unknown, key: string | number): unknown {
  if (Array.isArray(parent)) return parent.toSpliced(key as number, 1);
  const { [key]: _, ...others } = parent as Readonly<Record<string, unknown>>;
  return others;
}
