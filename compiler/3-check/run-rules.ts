import type { Loaded } from "../1-load/load.ts";
import { onceForAll } from "../1-load/spelled-out/shared-places.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Finding, Findings } from "../findings/finding.ts";
import { Acceptances } from "./acceptances.ts";
import { entriesOf } from "./entries.ts";
import type { ReferenceTime } from "./reference-time.ts";
import { consumptionsOf, exposuresOf, grantsInForce } from "./resolved.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** Runs every rule. `afterOthers` rules run last, and only if no error was found. Findings that the file accepts say so. */
export function runRules(loaded: Loaded, federation: Federation, time: ReferenceTime, findings: Findings): void {
  const { file, written, defaults, at, shared, handedOver } = loaded;
  const acceptances = new Acceptances(loaded);
  const context = {
    federation,
    exposures: exposuresOf(federation),
    consumptions: consumptionsOf(federation),
    grants: grantsInForce(federation),
    file,
    written,
    defaults,
    ...entriesOf(file),
    at,
    handedOver,
    time,
    severities: new Map(rules.map(({ code, severity }) => [code, severity])),
    acceptances,
  };
  const run = (some: readonly Rule[]) => {
    const found: Finding[] = [];
    for (const { code, severity, check } of some)
      check({ ...context, report: (finding) => found.push(acceptances.judge({ code, severity, ...finding })) });
    for (const finding of onceForAll(found, shared)) findings.add(finding);
  };
  run(rules.filter(({ afterOthers }) => !afterOthers));
  if (!findings.hasErrors) run(rules.filter(({ afterOthers }) => afterOthers));
}
