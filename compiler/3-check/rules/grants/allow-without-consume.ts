import type { Allow, Cluster, Consumption, FederatedService } from "../../../2-resolve/federation.ts";
import { allNamesExist } from "../../named-clusters.ts";
import { quoted } from "../../quoted.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const allowWithoutConsume: Rule = {
  code: "FED307",
  severity: "error",
  title: "half a grant: allowed, not consumed",
  finds: `\
A cluster allows a service to a consumer, but no route and no failover of that
consumer uses it from there.`,
  why: `\
A grant has two halves: the exposing cluster allows, the consuming cluster
consumes. An "allow" alone is a door that nobody needs to be open. Usually the
other half was forgotten, or it leads to another cluster.`,
  example: `\
Wrong:

  reviews:
    expose:
      cluster2: { ..., allow: { cluster1: { methods: [GET] } } }

Right: cluster1 consumes it,

    consume:
      cluster1: { as: reviews.default, ... }

or the half says that it is not in force yet:

        allow:
          cluster1: { methods: [GET], inactive: joins in March }`,
  check(context) {
    for (const service of context.federation.services) {
      if (service.inactive !== undefined || !allNamesExist(service.written, context.file)) continue;
      const uses = usesByConsumer(service);
      const unused = new Map<string, Allow[]>();
      for (const { allows, active, cluster } of service.exposures)
        for (const allow of active ? allows : []) {
          if (allow.inactive !== undefined || allow.consumer.inactive !== undefined) continue;
          if (isUsed(allow, uses.get(allow.consumer) ?? [])) continue;
          const place = `${cluster.name} ${allow.key} ${uses.has(allow.consumer)}`;
          unused.set(place, [...(unused.get(place) ?? []), allow]);
        }
      for (const allows of unused.values()) reportUnused(allows, uses, context);
    }
  },
};

function usesByConsumer({ consumptions }: FederatedService): ReadonlyMap<Cluster, readonly Consumption[]> {
  const uses = new Map<Cluster, Consumption[]>();
  for (const consumption of consumptions) {
    const known = uses.get(consumption.cluster);
    if (known) known.push(consumption);
    else uses.set(consumption.cluster, [consumption]);
  }
  return uses;
}

/** A use that is written and not in force is a half too; one that leaves the choice open is another rule's business. */
function isUsed({ exposure }: Allow, uses: readonly Consumption[]): boolean {
  return uses.some(({ routes, failover, written }) => {
    const open = written.routes === undefined && written.failover === undefined && routes.length === 0;
    return (
      open ||
      [...routes.flatMap(({ destinations }) => destinations), ...(failover ?? [])].some(({ cluster }) => cluster === exposure.cluster)
    );
  });
}

function reportUnused(
  allows: readonly Allow[],
  uses: ReadonlyMap<Cluster, readonly Consumption[]>,
  { at, file, report }: RuleContext,
): void {
  const [first] = allows;
  if (!first) return;
  const { exposure, key } = first;
  const { name: service, written } = exposure.service;
  const consumers = allows.map(({ consumer }) => consumer.name);
  const group = key === first.consumer.name ? "" : ` (of the group \`${key}\`)`;
  const elsewhere = uses.get(first.consumer)?.[0];
  const consume = written.consume ?? {};
  const related = elsewhere
    ? { at: at.key(consume, elsewhere.key), message: "goes elsewhere" }
    : written.consume
      ? { at: at.key(written, "consume"), message: `without ${quoted(consumers)}` }
      : { at: at.key(file.services, service), message: "without `consume`" };
  report({
    at: at.key(exposure.written.allow ?? {}, key),
    message: elsewhere
      ? `\`${exposure.cluster.name}\` allows \`${service}\` to ${quoted(consumers)}${group}, whose routes lead elsewhere`
      : `\`${exposure.cluster.name}\` allows \`${service}\` to ${quoted(consumers)}${group}, which ${consumers.length === 1 ? "does" : "do"} not consume it`,
    related,
    help: elsewhere
      ? `add \`${exposure.cluster.name}\` to the routes or the failover of \`${first.consumer.name}\`, or take the allow away; \`inactive: <reason>\` keeps it, not in force`
      : `add \`${first.consumer.name}\` under \`consume\`, or take the allow away; \`inactive: <reason>\` keeps it, not in force`,
  });
}
