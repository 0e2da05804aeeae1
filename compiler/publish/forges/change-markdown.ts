import type { ChangeReport } from "../../change-report/change-report.ts";
import { type Approvals, subjectsInWords } from "../../change-report/owners-asked.ts";
import { valueText } from "../../change-report/value-text.ts";
import { counted } from "../../findings/formats/words.ts";
import { fitting, fold, listBlock, maxCharacters, piece } from "./markdown-list.ts";
import { asBeforeMarkdown, reportMarkdown } from "./report-markdown.ts";

/** The sections that there are share it. */
const roomOfSections = maxCharacters * 0.4;

/** What a change does, for those who decide on it: who must approve, the sections, then all that stays. */
export function changeMarkdown(report: ChangeReport, approvals: Approvals | undefined): readonly string[] {
  const rest = asBeforeMarkdown(report);
  const sections = reportMarkdown(report);
  return [
    ...(approvals ? approvalLines(approvals) : []),
    ...sections.flatMap(({ head, lines }) => listBlock(head, lines, roomOfSections / sections.length)),
    ...(rest === undefined ? [] : [rest, ""]),
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
export function objectsMarkdown(objects: ChangeReport["objects"]): readonly string[] {
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
