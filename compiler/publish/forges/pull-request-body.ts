import { templates } from "../../6-render/templates.ts";
import type { ChangeReport } from "../../change-report/change-report.ts";
import { counted } from "../../findings/formats/words.ts";
import { markdownText } from "./markdown-text.ts";
import { reportMarkdown } from "./report-markdown.ts";

/** GitHub's limit is 65,536 characters. The rest is for the note about refused reviewers. */
const maxCharacters = 65_000;
const maxTitleLength = 200;
const maxLineLength = 1000;
const maxOtherOverlays = 10;

/** The facts that a pull request shows to its reviewers. */
export interface PullRequestFacts {
  readonly federation: string;
  readonly clusters: readonly string[];
  /** The changes of these clusters; missing if it is not known who may call what. */
  readonly report?: ChangeReport | undefined;
  /** By their paths in the repository. */
  readonly files: ReadonlyMap<string, "added" | "changed" | "removed">;
  /** The revision of federation.yaml, such as a commit. */
  readonly revision?: string | undefined;
  /** Overlays that are not in the file: proposed by another file of the same name, or before a cluster was removed. */
  readonly others?: readonly { readonly cluster: string; readonly path: string }[];
  /** The forge's word for it; `pull request` if nothing is said. */
  readonly requestWord?: "pull request" | "merge request";
  /** The wave of a change, and the number of the wave after it. */
  readonly step?: { readonly number: number; readonly title: string; readonly next: number | undefined };
}

/** One line for a list of pull requests. */
export function pullRequestTitle({ federation, clusters }: PullRequestFacts): string {
  const names = clusters.length > 3 ? `${clusters.length} clusters` : clusters.join(", ");
  return shortened(markdownText(`Federation ${federation}: ${names}`), maxTitleLength);
}

/** The report of changes comes first, then files, then what to do. If not everything fits, files are left out first, then the last changes. */
export function pullRequestBody(facts: PullRequestFacts): string {
  const changes = facts.report
    ? reportMarkdown(facts.report).flatMap(({ head, lines }, i) => [`${i > 0 ? "\n" : ""}${head}\n`, ...lines])
    : [];
  const count = changes.length;
  const body = (changeLines: number, fileLines: number): string =>
    written(facts, {
      changes: changes.slice(0, changeLines),
      unchanged: count === 0,
      moreChanges: count - changeLines,
      files: [...facts.files].slice(0, fileLines).map(([path, change]) => ({ change, path: line(path) })),
      moreFiles: facts.files.size - fileLines,
    });
  const changeLines = largestFitting(count, (max) => body(max, 0));
  const fileLines = largestFitting(facts.files.size, (max) => body(changeLines, max));
  return body(changeLines, fileLines);
}

/** `lists` are the lists of the body, as far as they fit. */
function written(
  { federation, clusters, report, files, revision, others = [], step, requestWord = "pull request" }: PullRequestFacts,
  lists: object,
): string {
  const template = templates["pull-request.md"];
  if (!template) throw new Error("there is no template pull-request.md");
  return template({
    ...lists,
    isKnown: report !== undefined,
    step,
    requestWord,
    others: others.slice(0, maxOtherOverlays).map(({ cluster, path }) => ({ cluster: line(cluster), path: line(path) })),
    moreOthers: Math.max(others.length - maxOtherOverlays, 0),
    federation: line(federation),
    clusters: shortened(clusters.map(markdownText).join(", "), maxLineLength),
    from: revision === undefined ? "" : ` at ${line(revision)}`,
    counts: counted(files.size, "file"),
  });
}

function largestFitting(count: number, written: (count: number) => string): number {
  let fits = 0;
  let tooMany = count + 1;
  while (tooMany - fits > 1) {
    const middle = fits === 0 && tooMany === count + 1 ? count : Math.floor((fits + tooMany) / 2);
    if (written(middle).length <= maxCharacters) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

/** It is cut before it is escaped, so that no escape is cut in two. */
function line(text: string): string {
  return markdownText(shortened(text, maxLineLength));
}

function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
