import { grouped } from "../../2-resolve/grouped.ts";
import type { Withdrawn } from "../../access/changes/diff-access.ts";
import type { ObjectChange } from "../../access/changes/object-changes.ts";
import { type ChangeReport, type Entry, type SectionName, type ServiceCallers, sectionsOf } from "../../change-report/change-report.ts";
import { asBefore, entryInWords, entryNotes, entrySign, sectionWords } from "../../change-report/entry-words.ts";
import { type Approvals, subjectsInWords } from "../../change-report/owners-asked.ts";
import { valueText } from "../../change-report/value-text.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Emphasis, Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { changeCounts, reportBlock, reportLine } from "../report-lines.ts";
import type { OtherFile } from "./other-files.ts";

/** Everything that changes compared with what is live. */
export interface Diff {
  /** A revision, a folder, or the repositories. */
  readonly against: string;
  /** Without access and entries if the model of Istio does not know one of the live objects. */
  readonly report: ChangeReport;
  readonly approvals: Approvals | undefined;
  readonly withdrawn: readonly Withdrawn[];
  readonly files: readonly OtherFile[];
}

const signs = { added: "+", changed: "~", removed: "-" } as const;
const maxFields = 6;
const maxValue = 160;

/** The sections, who must approve, objects, and their number. */
export function diffReport({ against, report, approvals, withdrawn, files }: Diff, style: Style): string {
  const { objects } = report;
  const blocks = [
    changeReportText(report, style, withdrawn.length === 0 && approvals !== undefined),
    withdrawnBlock(withdrawn, style),
    approvals ? approvalsBlock(approvals, style) : "",
    ...[...grouped(objects, ({ cluster }) => cluster)].map(([cluster, all]) => clusterBlock(cluster, all, style)),
    filesBlock(files, style),
    `${wrapped(`${sum(objects)}, against ${printable(against)}`, 0)}\n`,
  ];
  return blocks.filter((block) => block !== "").join("\n");
}

/** The sections that are not empty, and then what does not change. */
export function changeReportText(report: ChangeReport, style: Style, tellsNothing = true): string {
  const { entries, callers, comparesFiles, onlyText } = report;
  if (entries.length === 0) {
    if (!tellsNothing) return "";
    const nothing = !comparesFiles
      ? "access does not change"
      : onlyText
        ? "only comments, order or written defaults change: no object, and at most the order of names in a README"
        : "nothing changes";
    return `${style("good", wrapped(nothing, 0))}\n`;
  }
  const blocks = sectionsOf(report).map(([name, own]) => {
    const lines = own.map((entry) => entryLines(entry, style));
    return reportBlock(style("strong", sectionWords[name].title), name === "access" ? [...lines, ...callers.map(callerLines)] : lines);
  });
  const rest = comparesFiles ? asBefore(report) : "";
  return [...blocks, ...(rest === "" ? [] : [`${style("good", "as before")}\n${reportLine(rest)}`])].join("\n");
}

const emphases: Partial<Record<Entry["change"], Emphasis>> = {
  gained: "warning",
  widened: "warning",
  narrowed: "note",
  lost: "note",
  unsafe: "error",
};

function entryLines(entry: Entry, style: Style): string {
  const notes = entryNotes(entry);
  const sign = entrySign(entry);
  const emphasis = emphases[entry.change];
  const line = `  ${emphasis ? style(emphasis, sign) : sign} ${wrapped(printable(entryInWords(entry)), 4 + sign.length)}\n`;
  const details = [entry.note ?? "", notes].filter((text) => text !== "").map((text) => reportLine(text, 6));
  return line.replaceAll(`\n${" ".repeat(4 + sign.length)}`, "\n      ") + details.join("");
}

function callerLines({ service, cluster, before, after }: ServiceCallers): string {
  const list = (callers: readonly string[]) => (callers.length === 0 ? "nobody" : callers.join("; "));
  const same = JSON.stringify(before) === JSON.stringify(after);
  return (
    reportLine(`who may call ${service} of ${cluster}`) +
    reportLine(`now: ${list(after)}`, 4) +
    (same ? "" : reportLine(`before: ${list(before)}`, 4))
  );
}

function withdrawnBlock(withdrawn: readonly Withdrawn[], style: Style): string {
  const lines = withdrawn.map(({ cluster, file }) => reportLine(`${cluster}: ${file}`));
  return reportBlock(style("note", "lost with objects that the file no longer makes"), lines);
}

function approvalsBlock({ asked, reported, unowned }: Approvals, style: Style): string {
  const approvals = asked.map(({ owner, given, for: reasons }) => `${owner}${given ? " (given)" : ""}: ${subjectsInWords(reasons)}`);
  return [
    reportBlock(
      style("warning", "needs approval by"),
      approvals.map((line) => reportLine(line)),
    ),
    reportBlock(
      style("warning", "needs approval, but has no owner"),
      unowned.map((line) => reportLine(line)),
    ),
    reportBlock(
      style("note", "please inform"),
      reported.map(({ owner, of }) => reportLine(`${owner}: ${subjectsInWords(of)}`)),
    ),
  ]
    .filter((block) => block !== "")
    .join("\n");
}

function clusterBlock(cluster: string, objects: readonly ObjectChange[], style: Style): string {
  const byFile = [...grouped(objects, ({ file }) => file)].map(([file, all]) => reportBlock(`  ${printable(file)}`, all.map(objectLines)));
  return reportBlock(style("strong", printable(cluster)), byFile);
}

/** The object, and a line for each field that changes. */
function objectLines({ kind, namespace, name, change, fields }: ObjectChange): string {
  const more = fields.length > maxFields ? reportLine(`and ${fields.length - maxFields} more`, 8) : "";
  const lines = fields
    .slice(0, maxFields)
    .map(({ field, before, after }) => reportLine(`${field}: ${short(valueText(before))} -> ${short(valueText(after))}`, 8));
  return `${reportLine(`${signs[change]} ${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`, 4)}${lines.join("")}${more}`;
}

function short(text: string): string {
  return text.length <= maxValue ? text : `${text.slice(0, maxValue - 1)}…`;
}

function filesBlock(files: readonly OtherFile[], style: Style): string {
  const lines = files.map(({ cluster, file, change }) => reportLine(`${signs[change]} ${cluster}/${file}`));
  return reportBlock(style("strong", "other files"), lines);
}

function sum(objects: readonly ObjectChange[]): string {
  if (objects.length === 0) return "no object changes";
  const clusters = new Set(objects.map(({ cluster }) => cluster)).size;
  return `${counted(objects.length, "object")} in ${counted(clusters, "cluster")}: ${changeCounts(objects.map(({ change }) => change))}`;
}

/** The sections for programs. */
export function reportFields(report: ChangeReport): Readonly<Record<string, unknown>> {
  const { access, callers, objects, onlyText } = report;
  const sections = sectionsOf(report).map(([section, entries]) => ({ section, entries: entries.map(({ section: _, ...entry }) => entry) }));
  return { access, sections: sections satisfies readonly { readonly section: SectionName }[], callers, onlyText, objects };
}
