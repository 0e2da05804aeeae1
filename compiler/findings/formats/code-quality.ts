import { createHash } from "node:crypto";
import type { Finding } from "../finding.ts";

/** GitLab's five severities: an error stops a delivery. */
const severities: Readonly<Record<Finding["severity"], string>> = { error: "critical", warning: "minor", note: "info" };

/**
 * Findings as a report of code quality, which GitLab shows in a merge request (https://docs.gitlab.com/ci/testing/code_quality/). A fingerprint does not depend on
 * lines, so that GitLab recognizes a finding after an edit above it.
 */
export function findingsAsCodeQuality(findings: readonly Finding[], file: string): readonly object[] {
  const counts = new Map<string, number>();
  return findings.map(({ code, severity, message, at, help }) => {
    const path = at?.source.name ?? file;
    const facts = JSON.stringify([code, path, message]);
    const count = counts.get(facts) ?? 0;
    counts.set(facts, count + 1);
    const lines = at ? { begin: at.source.position(at.start).line, end: at.source.position(at.end).line } : { begin: 1 };
    return {
      description: help === undefined ? message : `${message}; ${help}`,
      check_name: code,
      fingerprint: createHash("sha256").update(`${facts} ${count}`).digest("hex"),
      severity: severities[severity],
      location: { path, lines },
    };
  });
}
