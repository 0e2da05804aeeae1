import { type Approvals, subjectsInWords } from "../change-report/owners-asked.ts";
import { valueText } from "../change-report/value-text.ts";
import { counted } from "../findings/formats/words.ts";
import { asBeforeMarkdown, reportMarkdown } from "../publish/forges/report-markdown.ts";
import type { Compared, Effect } from "./compared.ts";
import { fitting, fold, listBlock, maxCharacters, piece } from "./markdown.ts";

/** The sections that there are share it. */
const roomOfSections = maxCharacters * 0.4;

/** The effect of a change, for those who decide on it: who must approve, the sections, the picture, then objects and files. */
export function comparedMarkdown(compared: Compared): readonly string[] {
  if ("unknown" in compared) return [`**The change is not known:** ${piece(compared.unknown)}.`, ""];
  const { report, isNew, approvals, picture, files } = compared;
  const news = "The file did not exist before: all its access counts as gained, and owners whom another file named before are not asked.";
  const rest = asBeforeMarkdown(report);
  const sections = reportMarkdown(report);
  return [
    ...(isNew ? [news, ""] : []),
    ...approvalLines(approvals),
    ...sections.flatMap(({ head, lines }) => listBlock(head, lines, roomOfSections / sections.length)),
    ...(rest === undefined ? [] : [rest, ""]),
    ...pictureLines(picture),
    ...objectLines(report.objects),
    ...fileLines(files),
  ];
}

function approvalLines({ asked, reported, unowned }: Approvals): readonly string[] {
  const block = (head: string, lines: readonly string[]) => {
    const items = lines.map((line) => `- ${piece(line)}`);
    return listBlock(`**${head}**`, items, maxCharacters / 24);
  };
  return [
    ...block(
      "Needs approval by",
      asked.map(({ owner, for: reasons }) => `${owner}: ${subjectsInWords(reasons)}`),
    ),
    ...block("Needs approval, but has no owner", unowned),
    ...block(
      "Please inform",
      reported.map(({ owner, of }) => `${owner}: ${subjectsInWords(of)}`),
    ),
  ];
}

const maxValue = 200;

/** The objects, with the values before and after of those that change. */
function objectLines(objects: Effect["report"]["objects"]): readonly string[] {
  if (objects.length === 0) return [];
  const short = (value: unknown) => {
    const text = valueText(value);
    return text.length <= maxValue ? text : `${text.slice(0, maxValue - 1)}…`;
  };
  const lines = objects.flatMap(({ cluster, file, kind, namespace, name, change, fields }) => [
    `- ${change}: ${piece(`${kind} ${namespace === "" ? "" : `${namespace}/`}${name} in ${cluster}/${file}`)}`,
    ...fields.map(({ field, before, after }) => `  - ${piece(`${field}: ${short(before)} → ${short(after)}`)}`),
  ]);
  return fold(counted(objects.length, "object"), fitting(lines, maxCharacters / 20));
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
