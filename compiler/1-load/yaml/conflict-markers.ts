import type { Findings } from "../../findings/finding.ts";
import type { Source } from "../../findings/source.ts";

/** A line that git writes where it could not merge, at its very beginning. It is longer where the attribute `conflict-marker-size` says so. */
const marker = /^(?:<{7,99}|\|{7,99}|>{7,99})(?=[ \t\r\n]|$).*|^={7,99}(?=\r?$)/gm;

/** The same after an editor has indented the lines. A text in a block may hold such lines, so they count only where the file cannot be read. */
const indentedMarker = /^[ \t]+((?:<{7,99}|\|{7,99}|>{7,99})(?=[ \t\r\n]|$).*|={7,99}(?=\r?$))/gm;

/** Where Jujutsu could not merge, it writes these lines too. */
const innerMarkers = ["%%%%%%%", "+++++++", "-------"] as const;

/** Reports git's conflict markers, once: each of them would be several mistakes of YAML, and none of these says what it is. */
export function reportConflicts(source: Source, findings: Findings): void {
  const found = [...source.text.matchAll(marker)];
  report(
    source,
    found.map(({ 0: line, index }) => ({ line, start: index })),
    findings,
  );
}

/** The same for a file that is no YAML: reports whole conflicts whose markers are indented. Whether there were any. */
export function reportIndentedConflicts(source: Source, findings: Findings): boolean {
  const found = [...source.text.matchAll(indentedMarker)].map(({ 0: whole, 1: line = "", index }) => ({
    line,
    start: index + whole.length - line.length,
  }));
  const whole = ["<", "=", ">"].every((sign) => found.some(({ line }) => line.startsWith(sign)));
  if (whole) report(source, found, findings);
  return whole;
}

function report(source: Source, lines: readonly { readonly line: string; readonly start: number }[], findings: Findings): void {
  const found = lines.map(({ line, start }) => ({ line, start, end: start + lengthOfMarker(line) }));
  const [first, ...others] = found;
  if (!first) return;
  const begun = found.filter(({ line }) => line.startsWith("<")).length;
  const last = others.find(({ line }) => line.startsWith(">"));
  const between = source.text.slice(first.start, found.at(-1)?.start);
  const inner = innerMarkers.filter((sign) => between.split("\n").some((line) => line.trimStart().startsWith(sign)));
  const begins = ["<<<<<<<", "|||||||", "=======", ...inner].map((sign) => `\`${sign}\``).join(", ");
  findings.add({
    code: "FED124",
    severity: "error",
    message: `a conflict marker of git stands here: lines of two versions were never merged${begun > 1 ? ` (${begun} conflicts)` : ""}`,
    at: { source, start: first.start, end: first.end },
    ...(last && {
      related: {
        at: { source, start: last.start, end: last.end },
        message: begun > 1 ? "the first conflict ends here" : "the conflict ends here",
      },
    }),
    help: `keep the lines that are meant, take out those that begin with ${begins} and \`>>>>>>>\`, then \`git add\` the file`,
  });
}

function lengthOfMarker(line: string): number {
  return /^(.)\1*/.exec(line)?.[0].length ?? line.length;
}
