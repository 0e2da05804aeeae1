const context = 3;

/** Lines of the old text, from `start` up to but not including `end`, that gave way to lines of the new text. */
interface ChangedLines {
  readonly old: { readonly start: number; readonly end: number };
  readonly now: { readonly start: number; readonly end: number };
}

/** The diff of two texts, for `patch` and `git apply`. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks: ChangedLines[][] = [];
  for (const change of changesBetween(old, now)) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.old.start - last.old.end <= 2 * context) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return `--- a/${name}\n+++ b/${name}\n${hunks.map((changes) => hunkOf(changes, old, now)).join("")}`;
}

function hunkOf(changes: readonly ChangedLines[], old: readonly string[], now: readonly string[]): string {
  const [first, last] = [changes[0], changes.at(-1)];
  if (!first || !last) return "";
  const start = Math.max(0, first.old.start - context);
  const end = Math.min(old.length, last.old.end + context);
  const newStart = first.now.start - (first.old.start - start);
  const newEnd = last.now.end + (end - last.old.end);
  const lines: string[] = [];
  let at = start;
  for (const change of changes) {
    lines.push(...old.slice(at, change.old.start).map((line) => ` ${line}`));
    lines.push(...old.slice(change.old.start, change.old.end).map((line) => `-${line}`));
    lines.push(...now.slice(change.now.start, change.now.end).map((line) => `+${line}`));
    at = change.old.end;
  }
  lines.push(...old.slice(at, end).map((line) => ` ${line}`));
  const text = lines.map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`)).join("");
  const range = (from: number, to: number) => `${to > from ? from + 1 : from},${to - from}`;
  return `@@ -${range(start, end)} +${range(newStart, newEnd)} @@\n${text}`;
}

/** The first line, counted from 1, in which two texts differ. */
export function firstDifference(before: string, after: string): number {
  const [old, now] = [linesOf(before), linesOf(after)];
  const index = now.findIndex((line, i) => line !== old[i]);
  return index === -1 ? now.length : index + 1;
}

/** The lines of comments, counted from 1, that stand in the old text only. */
export function lostComments(before: string, after: string): readonly number[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  return changesBetween(old, now).flatMap(({ old: { start, end } }) =>
    old.slice(start, end).flatMap((line, i) => (/(?:^|\s)#/.test(line) ? [start + i + 1] : [])),
  );
}

/** Patience diff: lines that occur once in both texts divide them, so that entries which moved or went do not mix. */
function changesBetween(old: readonly string[], now: readonly string[]): readonly ChangedLines[] {
  const changes: ChangedLines[] = [];
  const compareWithin = (oldStart: number, oldEnd: number, newStart: number, newEnd: number): void => {
    let [a, b, aEnd, bEnd] = [oldStart, newStart, oldEnd, newEnd];
    while (a < aEnd && b < bEnd && old[a] === now[b]) [a, b] = [a + 1, b + 1];
    while (a < aEnd && b < bEnd && old[aEnd - 1] === now[bEnd - 1]) [aEnd, bEnd] = [aEnd - 1, bEnd - 1];
    if (a === aEnd && b === bEnd) return;
    const shared = a < aEnd && b < bEnd ? sharedLines(old.slice(a, aEnd), now.slice(b, bEnd)) : [];
    if (shared.length === 0) {
      changes.push({ old: { start: a, end: aEnd }, now: { start: b, end: bEnd } });
      return;
    }
    const [aFirst, bFirst] = [a, b];
    for (const [inOld, inNow] of shared) {
      compareWithin(a, aFirst + inOld, b, bFirst + inNow);
      [a, b] = [aFirst + inOld + 1, bFirst + inNow + 1];
    }
    compareWithin(a, aEnd, b, bEnd);
  };
  compareWithin(0, old.length, 0, now.length);
  return changes;
}

/** The longest sequence of lines, by their indexes, that occur once in each of two texts and in the same order. */
function sharedLines(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const [inOld, inNow] = [onceIn(old), onceIn(now)];
  const piles: { readonly pair: readonly [number, number]; readonly before: unknown }[] = [];
  for (const [line, index] of inOld) {
    const other = inNow.get(line);
    if (other === undefined) continue;
    let [low, high] = [0, piles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((piles[middle]?.pair[1] ?? 0) < other) low = middle + 1;
      else high = middle;
    }
    piles[low] = { pair: [index, other], before: piles[low - 1] };
  }
  const pairs: (readonly [number, number])[] = [];
  for (let pile = piles.at(-1); pile; pile = pile.before as typeof pile) pairs.push(pile.pair);
  return pairs.reverse();
}

function onceIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [index, line] of lines.entries()) found.set(line, found.has(line) ? -1 : index);
  return new Map([...found].filter(([, index]) => index !== -1));
}

/** Lines keep their line ends, so that a missing one shows. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}
