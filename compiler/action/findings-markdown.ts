import type { FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { countOf, maxFindings } from "../findings/formats/text.ts";
import { fitting, maxCharacters, piece } from "./markdown-lines.ts";

/** The findings, each with its place and help. */
export function findingsMarkdown(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const lines = findings.slice(0, maxFindings).map(({ code, severity, message, at, help }) => {
    const where = at ? ` ${piece(`${at.source.name}:${at.source.position(at.start).line}`)}` : "";
    return `- ${severity} ${code}${where}: ${sentence({ message, ...(help !== undefined && { help }) })}`;
  });
  if (findings.length > maxFindings) lines.push(`- and ${findings.length - maxFindings} more`);
  return [`**${countOf(findings)}**`, "", ...fitting(lines, maxCharacters / 6), ""];
}

export function remarksMarkdown(remarks: readonly Remark[]): readonly string[] {
  return remarks.length === 0 ? [] : [...fitting(remarks.map(remarkLine), maxCharacters / 12), ""];
}

export function failureMarkdown({ reasons = [], ...failure }: FailureReport): readonly string[] {
  return [`**This step fails:** ${sentence(failure)}`, "", ...fitting(reasons.map(remarkLine), maxCharacters / 12), ""];
}

function remarkLine(remark: Remark): string {
  return `- ${sentence(remark)}`;
}

/** The help becomes a sentence of its own. */
function sentence({ message, help }: Remark): string {
  return `${piece(message)}${help === undefined ? "" : `. ${piece(`${help.charAt(0).toUpperCase()}${help.slice(1)}`)}`}`;
}
