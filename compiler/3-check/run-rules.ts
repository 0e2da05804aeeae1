import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Findings } from "../findings/finding.ts";
import type { ReferenceTime } from "./reference-time.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** Runs every rule. `afterOthers` rules run last, and only if no error was found. */
export function runRules({ file, at }: Loaded, federation: Federation, time: ReferenceTime, findings: Findings): void {
  const run = (rule: Rule) => {
    const { code, severity } = rule;
    rule.check({ federation, file, at, time, report: (finding) => findings.add({ code, severity, ...finding }) });
  };
  for (const rule of rules) if (!rule.afterOthers) run(rule);
  if (findings.hasErrors) return;
  for (const rule of rules) if (rule.afterOthers) run(rule);
}
