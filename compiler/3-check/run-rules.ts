import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Findings } from "../findings/finding.ts";
import { Inventory } from "../inventory/cluster-inventory.ts";
import { Acceptances } from "./acceptances.ts";
import { entriesOf } from "./entries.ts";
import type { ReferenceTime } from "./reference-time.ts";
import { consumptionsOf, exposuresOf, grantsInForce } from "./resolved.ts";
import { type EmittedObjects, isAboutInventory, type Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** The facts beside the file that rules compare it with. */
export interface FactsBeside extends ReferenceTime {
  readonly inventory?: Inventory;
  readonly emitted?: EmittedObjects;
}

/** Runs every rule. `afterOthers` rules run last, and only if no error was found. Findings that the file accepts say so. */
export function runRules({ file, at }: Loaded, federation: Federation, beside: FactsBeside, findings: Findings): void {
  const acceptances = new Acceptances({ file, at });
  const context = {
    federation,
    exposures: exposuresOf(federation),
    consumptions: consumptionsOf(federation),
    grants: grantsInForce(federation),
    file,
    ...entriesOf(file),
    at,
    time: beside,
    inventory: beside.inventory ?? new Inventory(),
    emitted: beside.emitted ?? (() => []),
    severities: new Map(rules.map(({ code, severity }) => [code, severity])),
    acceptances,
  };
  const run = ({ code, severity, check }: Rule) =>
    check({ ...context, report: (finding) => findings.add(acceptances.judge({ code, severity, ...finding })) });
  const first = rules.filter(({ afterOthers }) => !afterOthers);
  first.filter((rule) => !isAboutInventory(rule.code)).forEach(run);
  // What is wrong beside a cluster does not make the file itself wrong.
  const isSound = !findings.hasErrors;
  first.filter((rule) => isAboutInventory(rule.code)).forEach(run);
  if (isSound) rules.filter(({ afterOthers }) => afterOthers).forEach(run);
}
