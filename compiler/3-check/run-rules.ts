import type { Loaded } from "../1-load/load.ts";
import { onceForAll } from "../1-load/spelled-out/shared-places.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Finding, Findings } from "../findings/finding.ts";
import { StandingInventory } from "../inventory/cluster-inventory.ts";
import { Acceptances } from "./acceptances.ts";
import { entriesOf } from "./entries.ts";
import type { ReferenceTime } from "./reference-time.ts";
import { consumptionsOf, exposuresOf, grantsInForce } from "./resolved.ts";
import { type EmittedObjects, isAboutInventory, type Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** The facts beside the file that rules compare it with. */
export interface FactsBeside extends ReferenceTime {
  readonly inventory?: StandingInventory;
  readonly emitted?: EmittedObjects;
}

/** Runs every rule. `afterOthers` rules run last, and only if no error was found. Findings that the file accepts say so. */
export function runRules(loaded: Loaded, federation: Federation, beside: FactsBeside, findings: Findings): void {
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
    time: beside,
    inventory: beside.inventory ?? new StandingInventory(),
    emitted: beside.emitted ?? (() => []),
    severities: new Map(rules.map(({ code, severity }) => [code, severity])),
    acceptances,
  };
  const run = (some: readonly Rule[]) => {
    const found: Finding[] = [];
    for (const { code, severity, check } of some)
      check({ ...context, report: (finding) => found.push(acceptances.judge({ code, severity, ...finding })) });
    for (const finding of onceForAll(found, shared)) findings.add(finding);
  };
  const first = rules.filter(({ afterOthers }) => !afterOthers);
  run(first.filter((rule) => !isAboutInventory(rule.code)));
  // What is wrong beside a cluster does not make the file itself wrong.
  const isSound = !findings.hasErrors;
  run(first.filter((rule) => isAboutInventory(rule.code)));
  if (isSound) run(rules.filter(({ afterOthers }) => afterOthers));
}
