import type { Consumption, Exposure, Federation } from "../2-resolve/federation.ts";
import { allDestinations } from "../2-resolve/routes-in-force.ts";
import { consumptionsNamed } from "./local-names.ts";

/** The consumptions of a cluster under the name and port of a Service that it exposes itself. */
export function usedAsExposed(federation: Federation, { cluster, local, port }: Exposure): readonly Consumption[] {
  return consumptionsNamed(federation, cluster, local.fqdn).filter((used) => used.port === undefined || used.port === port);
}

/** The exposures that a consumption leads to by grants in force. */
export function exposuresUsed(consumption: Consumption): readonly Exposure[] {
  const grants = allDestinations(consumption).flatMap(({ grant }) => (grant && grant.inactive === undefined ? [grant] : []));
  return [...new Set(grants.map(({ exposure }) => exposure))];
}

/** The exposures that serve a consumption in the end. A cluster that exposes what it consumes itself only passes calls on. */
function originsOf(federation: Federation, consumption: Consumption): readonly Exposure[] {
  const seen = new Set<Exposure>();
  const origins = new Set<Exposure>();
  const visit = (used: Consumption) => {
    for (const exposure of exposuresUsed(used)) {
      if (seen.has(exposure)) continue;
      seen.add(exposure);
      const forwarded = usedAsExposed(federation, exposure);
      if (forwarded.length === 0) origins.add(exposure);
      forwarded.forEach(visit);
    }
  };
  visit(consumption);
  return [...origins];
}

/** Help for an exposure whose calls `used` passes on: how its consumers can reach the origin directly. Undefined without an origin. */
export function straightToOrigin(federation: Federation, used: Consumption, { cluster, allows }: Exposure): string | undefined {
  const [origin] = originsOf(federation, used);
  if (!origin) return undefined;
  const consumers = allows.map(({ consumer }) => consumer.name).filter((name) => name !== origin.cluster.name && name !== cluster.name);
  if (consumers.length === 0 && allows.length > 0) return `\`${origin.cluster.name}\` reaches its own service without the federation`;
  const consumer = consumers.length === 1 ? `\`${consumers[0]}\`` : "each consumer";
  return `let \`${origin.cluster.name}\` allow \`${origin.service.name}\` to ${consumer}, and let ${consumer} consume it from there`;
}

/** Help where `straightToOrigin` has none: in a circle, each cluster exposes what it uses from the next one. */
export const servedByNobody = "let a cluster that has the pods expose them under a name that it does not use itself";
