import type { Exposure, Federation } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { type NamedConsumption, type UsedName, usedNames } from "../../local-names.ts";
import { exposuresUsed, straightToOrigin } from "../../origins.ts";
import { quoted } from "../../quoted.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** Of one local name, the Service is either made or there already. */
export const localServiceConflict: Rule = {
  code: "FED311",
  severity: "error",
  title: "a local Service both to be made and there already",
  finds: `\
"localService: create" has fedc make a Service of the local name, because the
cluster has none.`,
  why: `\
"existing" says that you have one. Entries of one name on
several ports speak of one Service, so they say the same. A Service that fedc
makes has no pods, so a cluster cannot expose it: calls do not pass through a
cluster to a third one. Whoever is to reach the service consumes it from the
cluster that serves it.

To go from one to the other takes two builds: first take the entry away and
prune, then write it anew.`,
  example: `\
Wrong:

  reviews:
    consume:
      cluster1: { as: shared.default, port: 80, localService: create, ... }
  ratings:
    consume:
      cluster1: { as: shared.default, port: 81, localService: existing, ... }

Right: "create" in both, or "existing" in both.`,
  check(context) {
    const { federation, at } = context;
    const exposed = exposedServices(federation);
    const reported = new Set<object>();
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
        if (reported.has(one.written) || (!conflict && !exposedAt)) continue;
        reported.add(one.written);
        if (exposure && exposedAt) reportExposed(name, one, place, { exposure, place: exposedAt }, context);
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

function reportExposed(
  { cluster }: UsedName,
  consumption: NamedConsumption,
  place: Place,
  exposed: { readonly exposure: Exposure; readonly place: Place },
  { federation, report }: RuleContext,
): void {
  const { service, written, port } = exposed.exposure;
  const used = exposuresUsed(consumption).map((exposure) => exposure.cluster.name);
  const where = used.length > 0 ? ` of ${quoted(used)}` : "";
  const straight = consumption.port === port ? straightToOrigin(federation, consumption, exposed.exposure) : undefined;
  const own = `if \`${cluster.name}\` has pods to expose, choose another local name for \`${consumption.service.name}\``;
  report({
    at: place,
    message: `\`${cluster.name}\` exposes the Service \`${written.service}\` as \`${service.name}\`, but it is to be made, without pods, for \`${consumption.service.name}\`${where}`,
    related: { at: exposed.place, message: "exposed here" },
    help: straight ? `calls do not pass through a cluster: ${straight}; ${own}` : "write `existing`, or choose another local name",
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
