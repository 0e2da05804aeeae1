import type { FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { countOf, maxFindings } from "../findings/formats/text.ts";
import { markdownText } from "../publish/forges/markdown-text.ts";

/** GitHub takes 65,536 characters per comment. Marks, headings and the ends of lists need some of them; each part gets a share of the rest. */
export const maxCharacters = 60_000;
const maxLine = 1000;

/** Somebody else's text as a piece of a line. It is cut before it is escaped, so that no escape is cut in two. */
export function piece(text: string): string {
  return markdownText(text.length <= maxLine ? text : `${text.slice(0, maxLine - 1)}…`);
}

/** The lines that there is room for, and the number of the others. */
export function fitting(lines: readonly string[], room: number): readonly string[] {
  let used = 0;
  const fits = lines.findIndex((line) => {
    used += line.length + 1;
    return used > room;
  });
  return fits === -1 ? lines : [...lines.slice(0, fits), `- and ${lines.length - fits} more`];
}

/** The items that there is room for, under a head; nothing without items. */
export function listBlock(head: string, items: readonly string[], room: number): readonly string[] {
  return items.length === 0 ? [] : [head, "", ...fitting(items, room), ""];
}

/** Lines that a reader can unfold. */
export function fold(title: string, lines: readonly string[]): readonly string[] {
  return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>", ""];
}

/** Plain text as a code block, so that nothing in it is Markdown. */
export function verbatim(text: string): readonly string[] {
  const lines = text.trimEnd().split("\n");
  return [...lines.map((line) => `    ${line}`.trimEnd()), ""];
}

/** The findings, each with its place and help, and the number of accepted ones. */
export function findingsMarkdown(findings: readonly Finding[], accepted: readonly Finding[]): readonly string[] {
  const lines = findings.slice(0, maxFindings).map(({ code, severity, message, at, help }) => {
    const where = at ? ` ${piece(`${at.source.name}:${at.source.position(at.start).line}`)}` : "";
    return `- ${severity} ${code}${where}: ${sentence({ message, help })}`;
  });
  if (findings.length > maxFindings) lines.push(`- and ${findings.length - maxFindings} more`);
  const head = `**${countOf(findings, accepted)}**`;
  return lines.length === 0 && accepted.length > 0 ? [head, ""] : listBlock(head, lines, maxCharacters / 6);
}

export function remarksMarkdown(remarks: readonly Remark[]): readonly string[] {
  return remarks.length === 0 ? [] : [...fitting(remarks.map(remarkItem), maxCharacters / 12), ""];
}

export function failureMarkdown({ reasons = [], ...failure }: FailureReport): readonly string[] {
  return [`**This step fails:** ${sentence(failure)}`, "", ...fitting(reasons.map(remarkItem), maxCharacters / 12), ""];
}

function remarkItem(remark: Remark): string {
  return `- ${sentence(remark)}`;
}

/** The help becomes a sentence of its own. */
function sentence({ message, help }: { readonly message: string; readonly help?: string | undefined }): string {
  return `${piece(message)}${help === undefined ? "" : `. ${piece(`${help.charAt(0).toUpperCase()}${help.slice(1)}`)}`}`;
}
