import { type Data, isData } from "./kubernetes-object.ts";
import { readingOf, uncovered } from "./lists.ts";
import { matchesPath, type Path } from "./path.ts";

/** A field whose live value differs from the compiled one. */
export interface FieldEdit {
  /** The place in the live object, also of a field that is missing there. */
  readonly path: Path;
  /** Undefined if the compiled object has no such field. */
  readonly meant: unknown;
  /** Undefined if the live object has no such field. */
  readonly found: unknown;
}

/** Whether an edit of a field may stay. Then the fields below it are not compared. */
type MayStay = (edit: FieldEdit) => boolean;

/** Mappings that mean something by being there, even if they are empty. */
const presences = [
  "spec.subsets.*.trafficPolicy",
  "spec.trafficPolicy.outlierDetection",
  "spec.trafficPolicy.portLevelSettings.*.outlierDetection",
  "spec.subsets.*.trafficPolicy.outlierDetection",
];

/** The innermost fields that differ, or outer ones that may stay as a whole. Both objects are canonical. */
export function fieldEdits(kind: string, meant: Data, found: Data, mayStay: MayStay = () => false): readonly FieldEdit[] {
  return editsAt({ kind, mayStay }, meant, found, []);
}

interface Context {
  readonly kind: string;
  readonly mayStay: MayStay;
}

function editsAt(context: Context, meant: unknown, found: unknown, path: Path): readonly FieldEdit[] {
  if (meant === found || JSON.stringify(meant) === JSON.stringify(found)) return [];
  const whole = { path, meant, found };
  if (context.mayStay(whole)) return [whole];
  if (isListOr(meant) && isListOr(found)) return editsInList(context, meant ?? [], found ?? [], path);
  if (!isDataOr(meant) || !isDataOr(found)) return [whole];
  const isOneMissing = meant === undefined || found === undefined;
  if (isOneMissing && presences.some((pattern) => matchesPath(pattern, path))) return [whole];
  const keys = [...new Set([...Object.keys(meant ?? {}), ...Object.keys(found ?? {})])].sort();
  const edits = keys.flatMap((key) => editsAt(context, meant?.[key], found?.[key], [...path, key]));
  // An empty mapping differs from a missing one.
  return edits.length === 0 && (isOneMissing || keys.length === 0) ? [whole] : edits;
}

function editsInList(context: Context, meant: readonly unknown[], found: readonly unknown[], path: Path): readonly FieldEdit[] {
  const whole = { path, meant: meant.length > 0 ? meant : undefined, found: found.length > 0 ? found : undefined };
  const reading = readingOf(context.kind, path);
  if (reading === "texts") return areSameSet(context.kind, meant, found) ? [] : [whole];
  if (reading === "ordered")
    return meant.length === found.length ? meant.flatMap((item, i) => editsAt(context, item, found[i], [...path, i])) : [whole];
  return paired(context, meant, found, path, reading === "mappings" ? undefined : reading.nameOf).flatMap((pair) => {
    const place = [...path, pair.found ?? pair.meant ?? 0];
    const [meantItem, foundItem] = [itemAt(meant, pair.meant), itemAt(found, pair.found)];
    if (pair.meant !== undefined && pair.found !== undefined) return editsAt(context, meantItem, foundItem, place);
    // An item without a counterpart is one edit: no part of it may stay.
    return [{ path: place, meant: meantItem, found: foundItem }];
  });
}

function itemAt(list: readonly unknown[], index: number | undefined): unknown {
  return index === undefined ? undefined : list[index];
}

function areSameSet(kind: string, meant: readonly unknown[], found: readonly unknown[]): boolean {
  const [a, b] = [meant, found].map((texts) => uncovered(texts, kind === "AuthorizationPolicy"));
  return a !== undefined && b !== undefined && a.size === b.size && [...a].every((text) => b.has(text));
}

/** The indices of an item in both lists; undefined in the list that lacks it. */
interface Pair {
  readonly meant: number | undefined;
  readonly found: number | undefined;
}

/**
 * Pairs the versions of one item: first equal items, then items without edits, then items of one name, and then the rest in its order if
 * both sides have equally many. Without names, repetition means nothing.
 */
function paired(
  context: Context,
  meant: readonly unknown[],
  found: readonly unknown[],
  path: Path,
  nameOf: ((item: Data) => string | undefined) | undefined,
): readonly Pair[] {
  const left = new Set(found.keys());
  const pairs: Pair[] = [];
  const unpaired = (open: readonly number[], isSame: (i: number, j: number) => boolean) =>
    open.filter((i) => {
      const j = [...left].find((j) => isSame(i, j));
      if (j === undefined) return true;
      left.delete(j);
      pairs.push({ meant: i, found: j });
      return false;
    });
  const [meantTexts, foundTexts] = [meant, found].map((list) => list.map((item) => JSON.stringify(item))) as [string[], string[]];
  const strict = { ...context, mayStay: () => false };
  const name = (item: unknown) => (isData(item) ? nameOf?.(item) : undefined);
  let open = unpaired([...meant.keys()], (i, j) => meantTexts[i] === foundTexts[j]);
  open = unpaired(open, (i, j) => editsAt(strict, meant[i], found[j], [...path, j]).length === 0);
  open = unpaired(open, (i, j) => name(meant[i]) !== undefined && name(meant[i]) === name(found[j]));
  if (!nameOf) for (const j of left) if (meantTexts.includes(foundTexts[j] ?? "")) left.delete(j);
  if (open.length === left.size) return [...pairs, ...open.map((i, at) => ({ meant: i, found: [...left][at] }))];
  return [...pairs, ...open.map((i) => ({ meant: i, found: undefined })), ...[...left].map((j) => ({ meant: undefined, found: j }))];
}

function isListOr(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function isDataOr(value: unknown): value is Data | undefined {
  return value === undefined || isData(value);
}
