import type { Findings } from "../../findings/finding.ts";
import type { Source } from "../../findings/source.ts";

/** A line that git writes where it could not merge, at its very beginning. */
const marker = /^(?:<{7}|\|{7}|>{7})(?=[ \t\r\n]|$).*|^={7}(?=\r?$)/gm;

/** Reports git's conflict markers, once: each of them would be several mistakes of YAML, and none of these says what it is. */
export function reportConflicts(source: Source, findings: Findings): void {
  const found = [...source.text.matchAll(marker)].map(({ 0: line, index }) => ({ line, start: index, end: index + 7 }));
  const [first, ...others] = found;
  if (!first) return;
  const begun = found.filter(({ line }) => line.startsWith("<")).length;
  const last = others.find(({ line }) => line.startsWith(">"));
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
    help: "keep the lines that are meant, take out those that begin with `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`, then `git add` the file",
  });
}
