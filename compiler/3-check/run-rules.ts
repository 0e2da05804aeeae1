import type { Loaded } from "../1-load/load.ts";
import { onceForAll } from "../1-load/spelled-out/shared-places.ts";
import { isLocated } from "../2-resolve/exposed-service.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Finding, Findings } from "../findings/finding.ts";
import { StandingInventory } from "../inventory/cluster-inventory.ts";
import { Acceptances } from "./acceptances.ts";
import { entriesOf } from "./entries.ts";
import { forgetWalks } from "./once-per.ts";
import type { ReferenceTime } from "./reference-time.ts";
import { consumptionsOf, exposuresOf, grantsInForce } from "./resolved.ts";
import { type EmittedObjects, isAboutInventory, type Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** The facts beside the file that rules compare it with. */
interface FactsBeside extends ReferenceTime {
  readonly inventory?: StandingInventory;
  readonly emitted?: EmittedObjects;
}

/** Runs every rule. `afterOthers` rules run last, and only if no error was found. Findings that the file accepts say so. */
export function runRules(loaded: Loaded, federation: Federation, beside: FactsBeside, findings: Findings): void {
  const { file, written, defaults, at, shared, handedOver } = loaded;
  const acceptances = new Acceptances(loaded);
  const [exposures, grants] = [exposuresOf(federation), grantsInForce(federation)];
  const context = {
    federation,
    exposures,
    consumptions: consumptionsOf(federation),
    grants,
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
  const run = (some: readonly Rule[], of: Partial<typeof context> = {}) => {
    const found: Finding[] = [];
    for (const { code, severity, check } of some)
      check({ ...context, ...of, report: (finding) => found.push(acceptances.judge({ code, severity, ...finding })) });
    for (const finding of onceForAll(found, shared)) findings.add(finding);
  };
  const isBeside = ({ code }: Rule) => isAboutInventory(code);
  const [first, last] = [rules.filter(({ afterOthers }) => !afterOthers), rules.filter(({ afterOthers }) => afterOthers)];
  run(first.filter((rule) => !isBeside(rule)));
  // What is wrong beside a cluster does not make the file itself wrong.
  const isSound = !findings.hasErrors;
  // Nothing can stand for a Service that a partner keeps to itself.
  const beyond = { exposures: exposures.filter(isLocated), grants: grants.filter(({ exposure }) => isLocated(exposure)) };
  if (beside.inventory) run(first.filter(isBeside), beyond);
  if (isSound) run(last.filter((rule) => !isBeside(rule)));
  if (isSound && beside.inventory) run(last.filter(isBeside), beyond);
  forgetWalks();
}
