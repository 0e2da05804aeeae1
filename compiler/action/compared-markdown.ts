import { counted } from "../findings/formats/words.ts";
import { changeMarkdown, objectsMarkdown } from "../publish/forges/change-markdown.ts";
import { fitting, fold, maxCharacters, piece } from "../publish/forges/markdown-list.ts";
import type { Compared, Effect } from "./compared.ts";

/** The effect of a change, for those who decide on it: who must approve, the sections, the picture, then objects and files. */
export function comparedMarkdown(compared: Compared): readonly string[] {
  if ("unknown" in compared) return [`**The change is not known:** ${piece(compared.unknown)}.`, ""];
  const { report, isNew, approvals, picture, files } = compared;
  const news = "The file did not exist before: all its access counts as gained, and owners whom another file named before are not asked.";
  return [
    ...(isNew ? [news, ""] : []),
    ...changeMarkdown(report, approvals),
    ...pictureLines(picture),
    ...objectsMarkdown(report.objects),
    ...fileLines(files),
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
  return fold(`${counted(files.size, "file")} of overlays`, fitting(lines, maxCharacters / 20));
}
