import type { Allow, Consumption } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import { allNamesExist } from "../../entries.ts";
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
      const consumptions = grouped(service.consumptions, ({ cluster }) => cluster);
      const allows = service.exposures.flatMap((exposure) => (exposure.active ? exposure.allows : []));
      const unused = allows.filter(
        (allow) =>
          allow.inactive === undefined && allow.consumer.inactive === undefined && !isUsed(allow, consumptions.get(allow.consumer) ?? []),
      );
      const byEntry = grouped(unused, ({ exposure, key, consumer }) => `${exposure.cluster.name} ${key} ${consumptions.has(consumer)}`);
      for (const [first, ...others] of byEntry.values())
        if (first) reportUnused(first, [first, ...others], consumptions.get(first.consumer)?.[0], context);
    }
  },
};

/** A consumption that is not in force counts too. So does one that leaves the choice open: `several-exposers` reports it. */
function isUsed({ exposure }: Allow, consumptions: readonly Consumption[]): boolean {
  return consumptions.some((consumption) => {
    const { routes, written } = consumption;
    const isOpen = written.routes === undefined && written.failover === undefined && routes.length === 0;
    return isOpen || allDestinations(consumption).some(({ cluster }) => cluster === exposure.cluster);
  });
}

/** Reports the allows of one entry: several if its key is a group. */
function reportUnused(
  first: Allow,
  allows: readonly Allow[],
  consumption: Consumption | undefined,
  { at, file, report }: RuleContext,
): void {
  const { exposure, key } = first;
  const { name: service, written } = exposure.service;
  const { name: exposer } = exposure.cluster;
  const consumer = first.consumer.name;
  const consumers = quoted(allows.map((allow) => allow.consumer.name));
  const group = key === consumer ? "" : ` (of the group \`${key}\`)`;
  report({
    at: at.key(exposure.written.allow ?? {}, key),
    message: `\`${exposer}\` allows \`${service}\` to ${consumers}${group}, ${consumption ? "whose routes lead elsewhere" : `which ${allows.length === 1 ? "does" : "do"} not consume it`}`,
    related: consumption
      ? { at: at.key(written.consume ?? {}, consumption.key), message: "leads elsewhere" }
      : written.consume
        ? { at: at.key(written, "consume"), message: `without ${consumers}` }
        : { at: at.key(file.services, service), message: "without `consume`" },
    help: `add ${consumption ? `\`${exposer}\` to the routes or the failover of \`${consumer}\`` : `\`${consumer}\` under \`consume\``}, or remove the allow; \`inactive: <reason>\` keeps it without effect`,
  });
}
