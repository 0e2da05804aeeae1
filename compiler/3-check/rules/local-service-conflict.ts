import type { Exposure, Federation } from "../../2-resolve/federation.ts";
import type { Place } from "../../findings/source.ts";
import { type NamedConsumption, type UsedName, usedNames } from "../local-names.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Of one local name, the Service is either made or there already. */
export const localServiceConflict: Rule = {
  code: "FED311",
  severity: "error",
  title: "a local Service both to be made and there already",
  explain: `\
"localService: create" has fedc make a Service of the local name, because the
cluster has none. "existing" says that you have one. Entries of one name on
several ports speak of one Service, so they say the same; and a Service that the
cluster exposes to others exists.

To go from one to the other takes two builds: first take the entry away and
prune, then write it anew.

Wrong:

  reviews:
    consume:
      cluster1: { as: shared.default, port: 80, localService: create, ... }
  ratings:
    consume:
      cluster1: { as: shared.default, port: 81, localService: existing, ... }

Right: "create" in both, or "existing" in both.
`,
  check(context) {
    const { federation, at } = context;
    const exposed = exposedServices(federation);
    const told = new Set<object>();
    for (const name of usedNames(federation)) {
      const exposure = exposed.get(`${name.cluster.name} ${name.host}`);
      if (name.consumptions.length < 2 && !exposure) continue;
      const entries = name.consumptions
        .flatMap((one) =>
          kindOf(one) === undefined ? [] : { one, place: at.value(one.written, one.written.localService ? "localService" : "as") },
        )
        .sort((a, b) => a.place.start - b.place.start);
      const first = entries[0];
      for (const { one, place } of entries) {
        const conflict = first && kindOf(one) !== kindOf(first.one) ? first : undefined;
        const exposedAt = exposure && one.written.localService === "create" ? at.value(exposure.written, "service") : undefined;
        if (told.has(one.written) || (!conflict && !exposedAt)) continue;
        told.add(one.written);
        if (exposedAt) reportExposed(name, place, exposedAt, context);
        else if (conflict) reportConflict(name, one, place, conflict, context);
      }
    }
  },
};

/** A full host name is made, unless it is said to exist. */
function kindOf({ as, written }: NamedConsumption): string | undefined {
  return written.localService ?? (as.namespace === undefined ? "create" : undefined);
}

/** The exposures of each Service, one of each, by cluster and host. */
function exposedServices({ services }: Federation): ReadonlyMap<string, Exposure> {
  const exposures = services.flatMap((service) => service.exposures);
  return new Map(exposures.map((exposure) => [`${exposure.cluster.name} ${exposure.local.fqdn}`, exposure]));
}

function reportExposed({ cluster, host }: UsedName, place: Place, exposedAt: Place, { report }: RuleContext): void {
  report({
    at: place,
    message: `\`${cluster.name}\` is to create the Service \`${host}\`, which it exposes itself`,
    related: { at: exposedAt, message: "so it exists" },
    help: "write `existing`, or choose another local name",
  });
}

function reportConflict(
  { cluster, host }: UsedName,
  one: NamedConsumption,
  place: Place,
  first: { one: NamedConsumption; place: Place },
  { report }: RuleContext,
): void {
  report({
    at: place,
    message: `${one.as.namespace === undefined ? "the host name" : "the Service"} \`${host}\` of \`${cluster.name}\` is \`${kindOf(one)}\` here and \`${kindOf(first.one)}\` elsewhere`,
    related: { at: first.place, message: `\`${kindOf(first.one)}\` here` },
    help: "write the same in every entry of this local name",
  });
}
