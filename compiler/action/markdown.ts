import type { FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { countOf, maxFindings } from "../findings/formats/text.ts";
import { fitting, isCut, listBlock, maxCharacters, piece } from "../publish/forges/markdown-list.ts";

/** Where readers find what there was no room for; nothing if every list is whole. */
export function cutMarkdown(lines: readonly string[], report: string | undefined): readonly string[] {
  if (!lines.some(isCut)) return [];
  const whole =
    report === undefined ? "With the input report the Action writes all of them to a file." : `The file ${piece(report)} has all of them.`;
  return [`**Some lists end early**, since GitHub limits the length. The log of the run has the report in full. ${whole}`, ""];
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
  return lines.length === 0 && accepted.length > 0 ? [head, ""] : listBlock(head, lines, maxCharacters / 8);
}

export function remarksMarkdown(remarks: readonly Remark[]): readonly string[] {
  return remarks.length === 0 ? [] : [...fitting(remarks.map(remarkItem), maxCharacters / 12), ""];
}

export function failureMarkdown({ reasons = [], ...failure }: FailureReport): readonly string[] {
  return [`**This step fails:** ${sentence(failure)}`, "", ...fitting(reasons.map(remarkItem), maxCharacters / 24), ""];
}

function remarkItem(remark: Remark): string {
  return `- ${sentence(remark)}`;
}

/** The help becomes a sentence of its own. */
function sentence({ message, help }: { readonly message: string; readonly help?: string | undefined }): string {
  return `${piece(message)}${help === undefined ? "" : `. ${piece(`${help.charAt(0).toUpperCase()}${help.slice(1)}`)}`}`;
}
