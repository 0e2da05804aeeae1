import { type AccessChange, accessChangeKinds } from "../access/changes/access-change.ts";
import type { Approvals } from "../access/changes/approvals.ts";
import { accessChangeInWords } from "../commands/access/report.ts";
import { counted } from "../findings/formats/words.ts";
import type { Compared } from "./compared.ts";
import { fitting, fold, maxCharacters, piece } from "./markdown-lines.ts";

const headings: Readonly<Record<AccessChange["kind"], string>> = {
  gained: "Gains access",
  widened: "May do more than before",
  narrowed: "May do less than before",
  lost: "Loses access",
};

/** What a change does, for those who decide on it: access first, who is asked, then files. */
export function comparedMarkdown(compared: Compared): readonly string[] {
  if ("unknown" in compared) return [`**What changes is not known:** ${piece(compared.unknown)}.`, ""];
  const { changes, isNew, approvals, picture, files } = compared;
  const access =
    changes.length === 0
      ? [
          `**Access stays as it was.**${files.size > 0 ? " How calls go, and who is trusted, may change all the same: see the files." : ""}`,
          "",
        ]
      : accessChangeKinds.flatMap((kind) => kindLines(kind, changes, maxCharacters / 12));
  const news =
    "The file was not there before: all that it grants counts as gained, and owners whom another file named before are not asked.";
  return [...(isNew ? [news, ""] : []), ...access, ...approvalLines(approvals), ...pictureLines(picture), ...fileLines(files)];
}

function kindLines(kind: AccessChange["kind"], changes: readonly AccessChange[], room: number): readonly string[] {
  const lines = changes.filter((change) => change.kind === kind).map((change) => `- ${piece(accessChangeInWords(change, "→"))}`);
  return lines.length === 0 ? [] : [`**${headings[kind]}** (${lines.length})`, "", ...fitting(lines, room), ""];
}

function approvalLines({ asked, reported, unowned }: Approvals): readonly string[] {
  const blocks = [
    ["Asks for the approval of", asked.map(({ owner, for: what }) => `- ${piece(`${owner}: ${what.join(", ")}`)}`)],
    ["No owner is named who could approve", unowned.map((what) => `- ${piece(what)}`)],
    ["To be told", reported.map(({ owner, of }) => `- ${piece(`${owner}: ${of.join(", ")}`)}`)],
  ] as const;
  return blocks.flatMap(([head, lines]) => (lines.length === 0 ? [] : [`**${head}**`, "", ...fitting(lines, maxCharacters / 24), ""]));
}

/** What is cut is no picture: one that is too large is left out. */
function pictureLines({ text, uses }: Extract<Compared, { picture: unknown }>["picture"]): readonly string[] {
  if (uses === 0) return [];
  if (text.length > maxCharacters / 8)
    return [`A picture of ${counted(uses, "use")} is too large to be shown here; fedc graph draws parts of it.`, ""];
  return ["```mermaid", ...text.trimEnd().split("\n"), "```", ""];
}

function fileLines(files: ReadonlyMap<string, string>): readonly string[] {
  if (files.size === 0) return ["No file of an overlay changes.", ""];
  const lines = [...files].map(([path, change]) => `- ${change}: ${piece(path)}`);
  return fold(`${counted(files.size, "file")} of overlays`, fitting(lines, maxCharacters / 12));
}
