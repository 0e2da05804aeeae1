import { type Data, isData } from "./kubernetes-object.ts";
import { readingOf, uncovered } from "./lists.ts";
import { matchesPath, type Path } from "./path.ts";

/** A field that does not say what is meant. */
export interface FieldEdit {
  /** Where it stands; where it is missing, where it would. */
  readonly path: Path;
  /** Undefined where nothing is meant. */
  readonly meant: unknown;
  /** Undefined where nothing stands. */
  readonly found: unknown;
}

/** Whether an edit of a field may stay, so that nobody looks at what lies below it. */
export type MayStay = (edit: FieldEdit) => boolean;

/** These mean something by being there, whatever is in them. */
const present = [
  "spec.subsets.*.trafficPolicy",
  "spec.trafficPolicy.outlierDetection",
  "spec.trafficPolicy.portLevelSettings.*.outlierDetection",
  "spec.subsets.*.trafficPolicy.outlierDetection",
];

/** The innermost fields that are not as they are meant; an edit that may stay is told as a whole. Both objects are canonical. */
export function fieldEdits(kind: string, meant: Data, found: Data, mayStay: MayStay = () => false): readonly FieldEdit[] {
  return editsAt({ kind, mayStay }, meant, found, []);
}

interface Comparing {
  readonly kind: string;
  readonly mayStay: MayStay;
}

function editsAt(comparing: Comparing, meant: unknown, found: unknown, path: Path): readonly FieldEdit[] {
  if (meant === found || JSON.stringify(meant) === JSON.stringify(found)) return [];
  const whole = { path, meant, found };
  if (comparing.mayStay(whole)) return [whole];
  if (isListOr(meant) && isListOr(found)) return editsInList(comparing, meant ?? [], found ?? [], path);
  if (!isDataOr(meant) || !isDataOr(found)) return [whole];
  const isPresence = (meant === undefined || found === undefined) && present.some((pattern) => matchesPath(pattern, path));
  const keys = [...new Set([...Object.keys(meant ?? {}), ...Object.keys(found ?? {})])].sort();
  if (isPresence || keys.length === 0) return [whole];
  const edits = keys.flatMap((key) => editsAt(comparing, meant?.[key], found?.[key], [...path, key]));
  // One of them is an empty mapping: it is not the same as none.
  return edits.length === 0 && (meant === undefined || found === undefined) ? [whole] : edits;
}

function editsInList(comparing: Comparing, meant: readonly unknown[], found: readonly unknown[], path: Path): readonly FieldEdit[] {
  const reading = readingOf(comparing.kind, path);
  if (reading === "texts") return editsInSet(comparing.kind, meant, found, path);
  if (reading === "ordered") {
    if (meant.length !== found.length) return [{ path, meant: orNothing(meant), found: orNothing(found) }];
    return meant.flatMap((item, i) => editsAt(comparing, item, found[i], [...path, i]));
  }
  const pairs = paired(comparing, meant, found, path, reading === "mappings" ? undefined : reading.nameOf);
  return pairs.flatMap(([i, j]) => {
    const place = [...path, j ?? i ?? 0];
    if (i !== undefined && j !== undefined) return editsAt(comparing, meant[i], found[j], place);
    // What is in a list by itself is one thing: it has no parts that may stay.
    return [{ path: place, meant: i === undefined ? undefined : meant[i], found: j === undefined ? undefined : found[j] }];
  });
}

function editsInSet(kind: string, meant: readonly unknown[], found: readonly unknown[], path: Path): readonly FieldEdit[] {
  const patterns = kind === "AuthorizationPolicy";
  const [wanted, live] = [uncovered(meant, patterns), uncovered(found, patterns)];
  if (wanted.size === live.size && [...wanted].every((item) => live.has(item))) return [];
  return [{ path, meant: orNothing(meant), found: orNothing(found) }];
}

type Pair = readonly [meant: number | undefined, found: number | undefined];

/** Items that are states of one: the same, of one name, or what is left on both sides in its order. Without names repetition means nothing. */
function paired(
  comparing: Comparing,
  meant: readonly unknown[],
  found: readonly unknown[],
  path: Path,
  nameOf: ((item: Data) => string | undefined) | undefined,
): readonly Pair[] {
  const left = new Set(found.keys());
  const pairs: Pair[] = [];
  const unpaired = (open: readonly number[], isOne: (i: number, j: number) => boolean) =>
    open.filter((i) => {
      const j = [...left].find((j) => isOne(i, j));
      if (j === undefined) return true;
      left.delete(j);
      pairs.push([i, j]);
      return false;
    });
  const texts = (list: readonly unknown[]) => list.map((item) => JSON.stringify(item));
  const [wanted, live] = [texts(meant), texts(found)];
  const strict = { ...comparing, mayStay: () => false };
  const name = (item: unknown) => (isData(item) ? nameOf?.(item) : undefined);
  let open = unpaired([...meant.keys()], (i, j) => wanted[i] === live[j]);
  open = unpaired(open, (i, j) => editsAt(strict, meant[i], found[j], [...path, j]).length === 0);
  open = unpaired(open, (i, j) => name(meant[i]) !== undefined && name(meant[i]) === name(found[j]));
  if (!nameOf) for (const j of left) if (wanted.includes(live[j] ?? "")) left.delete(j);
  if (open.length === left.size) return [...pairs, ...open.map((i, at): Pair => [i, [...left][at]])];
  return [...pairs, ...open.map((i): Pair => [i, undefined]), ...[...left].map((j): Pair => [undefined, j])];
}

function isListOr(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function isDataOr(value: unknown): value is Data | undefined {
  return value === undefined || isData(value);
}

function orNothing(list: readonly unknown[]): readonly unknown[] | undefined {
  return list.length === 0 ? undefined : list;
}
