import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Findings } from "../findings/finding.ts";
import { rules } from "./rules/index.ts";

/** Runs every rule. */
export function runRules({ file, at }: Loaded, federation: Federation, now: Date, findings: Findings): void {
  for (const rule of rules) {
    const { code, severity } = rule;
    rule.check({ federation, file, at, now, report: (finding) => findings.add({ code, severity, ...finding }) });
  }
}
