import type { Finding, ReportedFindings } from "../findings/finding.ts";
import type { Place, Source } from "../findings/source.ts";
import { offsetBefore, type TextEdit } from "./text-edit.ts";

export function errorsIn({ findings }: ReportedFindings): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "error");
}

/** The findings that an edit has caused. They are compared by code and message, since lines move with an edit. */
export function newIn(findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  const unmatched = before.map(({ code, message }) => `${code} ${message}`);
  return findings.filter(({ code, message }) => {
    const index = unmatched.indexOf(`${code} ${message}`);
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
