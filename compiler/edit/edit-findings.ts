import type { Finding, ReportedFindings } from "../findings/finding.ts";
import type { Place, Source } from "../findings/source.ts";
import { offsetBefore, type TextEdit } from "./text-edit.ts";

export function errorsIn({ findings }: ReportedFindings): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "error");
}

/** Names that an edit replaces, in messages. */
export type InNewWords = (message: string) => string;

/** The findings that an edit has caused. They are compared by code and message, since lines move with an edit. */
export function newIn(
  findings: readonly Finding[],
  before: readonly Finding[],
  inNewWords: InNewWords = (message) => message,
): readonly Finding[] {
  const textOf = ({ code, message }: Finding) => `${code} ${inNewWords(message)}`;
  const unmatched = before.map(textOf);
  return findings.filter((finding) => {
    const index = unmatched.indexOf(textOf(finding));
    if (index !== -1) unmatched.splice(index, 1);
    return index === -1;
  });
}

/** The same findings, in the text that was there before several steps of edits. The last step comes first. */
export function placedBefore(findings: readonly Finding[], steps: readonly (readonly TextEdit[])[], source: Source): readonly Finding[] {
  const offset = (now: number) => steps.reduce((at, edits) => offsetBefore(edits, at), now);
  const placed = (at: Place): Place => (at.source.name === source.name ? { source, start: offset(at.start), end: offset(at.end) } : at);
  return findings.map(({ at, related, ...finding }) => ({
    ...finding,
    at: at && placed(at),
    related: related && { ...related, at: placed(related.at) },
  }));
}
