const context = 3;

/** The diff of an edit in one place, for `patch` and `git apply`. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  let same = 0;
  while (same < Math.min(old.length, now.length) && old[same] === now[same]) same++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - same && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const first = Math.max(0, same - context);
  const below = old.slice(old.length - tail, old.length - tail + context);
  const hunk = [
    ...old.slice(first, same).map((line) => ` ${line}`),
    ...old.slice(same, old.length - tail).map((line) => `-${line}`),
    ...now.slice(same, now.length - tail).map((line) => `+${line}`),
    ...below.map((line) => ` ${line}`),
  ];
  const range = (lines: readonly string[]) => `${first + 1},${lines.length - tail + below.length - first}`;
  const text = hunk.map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`)).join("");
  return `--- a/${name}\n+++ b/${name}\n@@ -${range(old)} +${range(now)} @@\n${text}`;
}

/** The first line, counted from 1, in which two texts differ. */
export function firstDifference(before: string, after: string): number {
  const old = linesOf(before);
  return linesOf(after).findIndex((line, index) => line !== old[index]) + 1;
}

/** Lines keep their line ends, so that a missing one shows. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
