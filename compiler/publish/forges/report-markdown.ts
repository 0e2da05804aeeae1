import { type ChangeReport, type Entry, type ServiceCallers, sectionsOf } from "../../change-report/change-report.ts";
import { asBefore, entryInWords, entryNotes, entrySign, sectionWords } from "../../change-report/entry-words.ts";
import { piece } from "./markdown-list.ts";

type Shown = Pick<ChangeReport, "entries" | "callers" | "comparesFiles" | "onlyText">;

/** A section of a report in Markdown: its head, and a line for each entry. */
export interface SectionMarkdown {
  readonly head: string;
  readonly lines: readonly string[];
}

/** The sections of a report in which something changes, for those who decide on it. */
export function reportMarkdown(report: Shown): readonly SectionMarkdown[] {
  return sectionsOf(report).map(([name, entries]) => ({
    head: `**${capital(sectionWords[name].title)}** (${entries.length})`,
    lines: [...entries.map(entryLine), ...(name === "access" ? report.callers.flatMap(callerLines) : [])],
  }));
}

/** One line about everything that stays; undefined if that is not known. */
export function asBeforeMarkdown(report: Shown): string | undefined {
  const { entries, comparesFiles, onlyText } = report;
  if (!comparesFiles) return entries.length === 0 ? "**Nobody gains or loses access**, and no object changes." : undefined;
  if (entries.length === 0)
    return onlyText
      ? "**Nothing changes** but comments, order, or defaults that are written out: no object, and at most the order of names in a README."
      : "**Nothing changes** in what the file says.";
  const rest = asBefore(report);
  return rest === "" ? undefined : `**As before:** ${rest}.`;
}

function entryLine(entry: Entry): string {
  const notes = entryNotes(entry);
  const sign = { "+": "added:", "~": "changed:", "-": "removed:", "!": "**unsafe:**" }[entrySign(entry)] ?? `**${entrySign(entry)}**`;
  return `- ${sign} ${piece(entryInWords(entry, "→"))}${entry.note === undefined ? "" : `; ${piece(entry.note)}`}${notes === "" ? "" : ` (${piece(notes)})`}`;
}

function callerLines({ service, cluster, before, after }: ServiceCallers): readonly string[] {
  const list = (callers: readonly string[]) => (callers.length === 0 ? "nobody" : piece(callers.join("; ")));
  return [
    `- who may call **${piece(service)}** of **${piece(cluster)}**`,
    `  - now: ${list(after)}`,
    ...(JSON.stringify(before) === JSON.stringify(after) ? [] : [`  - before: ${list(before)}`]),
  ];
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
