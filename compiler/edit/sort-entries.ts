import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, type YAMLMap } from "yaml";
import { namesOfKeys } from "../1-load/name-places.ts";
import { compare } from "../findings/finding.ts";
import { entryRange } from "./entry-range.ts";
import { columnOf, dataOf, documentOf, endOf, startOf, writtenKey } from "./layout.ts";
import type { Rename } from "./rename-in-text.ts";
import { type TextEdit, withEdits } from "./text-edit.ts";

/**
 * The edits that move renamed entries to where they sort, with their comments, in mappings that were sorted before. An entry stays where it is if the
 * layout does not allow the move.
 */
export function sortEntries(text: string, { kind, from, to }: Rename): readonly TextEdit[] {
  const moves: (readonly TextEdit[])[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (isSeq(node)) for (const item of node.items) visit(item, [...path, "[]"]);
    if (!isMap(node)) return;
    const names = node.items.map((pair) => writtenKey(pair) ?? "");
    const index = namesOfKeys(path).includes(kind) ? names.indexOf(to) : -1;
    if (index !== -1 && isSorted(names.with(index, from)) && !isSorted(names)) {
      moves.push(moved(text, node, index, sortedIndex(names.toSpliced(index, 1), to)));
    }
    for (const [i, pair] of node.items.entries()) visit(pair.value, [...path, names[i] ?? ""]);
  };
  visit(documentOf(text).contents, []);
  const data = dataOf(text);
  let last = 0;
  // A mapping within an entry that moves keeps its order.
  const edits = moves.flatMap((move) => {
    const [first] = move;
    if (!first || first.start < last) return [];
    last = move.at(-1)?.end ?? last;
    return move;
  });
  return isDeepStrictEqual(dataOf(withEdits(text, edits)), data) ? edits : [];
}

/** The index of a name among sorted names, or the last index if they are not sorted or an entry has no name. */
export function sortedIndex(names: readonly (string | undefined)[], name: string | undefined): number {
  const defined = names.filter((other) => other !== undefined);
  const sorted = defined.length === names.length && isSorted(defined);
  const index = sorted && name !== undefined ? defined.findIndex((other) => compare(other, name) > 0) : -1;
  return index === -1 ? names.length : index;
}

function isSorted(names: readonly string[]): boolean {
  return names.every((name, i) => i === 0 || compare(names[i - 1] ?? "", name) <= 0);
}

/** Entries change places, and what lies between the places stays: blank lines in a block, commas and spaces on one line. */
function moved(text: string, map: YAMLMap, from: number, to: number): readonly TextEdit[] {
  const column = columnOf(text, startOf(map.items[0]));
  const places = map.items.map((item, i) => {
    if (map.flow) return { start: startOf(item), end: endOf(item, text) };
    const { start, end } = entryRange(text, map.items, i, column);
    return { start, end: end - (/\r?\n$/.exec(text.slice(start, end))?.[0].length ?? 0) };
  });
  const texts = places.map(({ start, end }) => text.slice(start, end));
  const [one = ""] = texts.splice(from, 1);
  texts.splice(to, 0, one);
  const between = text.slice(places[Math.min(from, to)]?.start, places[Math.max(from, to)]?.end);
  // Nothing says which entry a comment between commas is about.
  if (map.flow && between.includes("#")) return [];
  return places.flatMap((place, i) => {
    const now = texts[i] ?? "";
    return now === text.slice(place.start, place.end) ? [] : [{ ...place, text: now }];
  });
}
