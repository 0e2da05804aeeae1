import { type AccessChange, accessChangeKinds } from "../access/changes/access-change.ts";
import type { Approvals } from "../access/changes/approvals.ts";
import { accessChangeInWords } from "../commands/access/report.ts";
import { counted } from "../findings/formats/words.ts";
import type { Compared, Effect } from "./compared.ts";
import { fitting, fold, listBlock, maxCharacters, piece } from "./markdown.ts";

const headings: Readonly<Record<AccessChange["kind"], string>> = {
  gained: "Gains access",
  widened: "May do more than before",
  narrowed: "May do less than before",
  lost: "Loses access",
};

/** The effect of a change, for those who decide on it: access, approvals, the picture, then files. */
export function comparedMarkdown(compared: Compared): readonly string[] {
  if ("unknown" in compared) return [`**The change is not known:** ${piece(compared.unknown)}.`, ""];
  const { changes, isNew, approvals, picture, files } = compared;
  const access =
    changes.length === 0
      ? [`**Access does not change.**${files.size > 0 ? " Routes and trust may change all the same: see the files." : ""}`, ""]
      : accessChangeKinds.flatMap((kind) => kindLines(kind, changes, maxCharacters / 12));
  const news = "The file did not exist before: all its access counts as gained, and owners whom another file named before are not asked.";
  return [...(isNew ? [news, ""] : []), ...access, ...approvalLines(approvals), ...pictureLines(picture), ...fileLines(files)];
}

function kindLines(kind: AccessChange["kind"], changes: readonly AccessChange[], room: number): readonly string[] {
  const lines = changes.filter((change) => change.kind === kind).map((change) => `- ${piece(accessChangeInWords(change, "→"))}`);
  return listBlock(`**${headings[kind]}** (${lines.length})`, lines, room);
}

function approvalLines({ asked, reported, unowned }: Approvals): readonly string[] {
  const block = (head: string, lines: readonly string[]) => {
    const items = lines.map((line) => `- ${piece(line)}`);
    return listBlock(`**${head}**`, items, maxCharacters / 24);
  };
  return [
    ...block(
      "Needs approval by",
      asked.map(({ owner, for: reasons }) => `${owner}: ${reasons.join(", ")}`),
    ),
    ...block("Needs approval, but has no owner", unowned),
    ...block(
      "Please inform",
      reported.map(({ owner, of }) => `${owner}: ${of.join(", ")}`),
    ),
  ];
}

/** A picture that is cut off shows nothing, so one that is too large is left out. */
function pictureLines({ text, uses }: Effect["picture"]): readonly string[] {
  if (uses === 0) return [];
  if (text.length > maxCharacters / 8)
    return [`A picture of ${counted(uses, "use")} is too large to be shown here; fedc graph draws parts of it.`, ""];
  return ["```mermaid", ...text.trimEnd().split("\n"), "```", ""];
}

function fileLines(files: Effect["files"]): readonly string[] {
  if (files.size === 0) return ["No file of an overlay changes.", ""];
  const lines = [...files].map(([path, change]) => `- ${change}: ${piece(path)}`);
  return fold(`${counted(files.size, "file")} of overlays`, fitting(lines, maxCharacters / 12));
}
