import type { DestinationEntry, FederationFile } from "../../../1-load/federation-file.ts";
import type { Allow, Cluster, Consumption, Exposure, FederatedService, Federation } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import type { Finding } from "../../../findings/finding.ts";
import { consumePlace, consumesByEntry, destinationsOf } from "../../entries.ts";
import { oncePer } from "../../once-per.ts";
import { quoted } from "../../quoted.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type RuleContext } from "../../rule.ts";

export const allowWithoutConsume = error("FED307", "half a grant: allowed, not consumed", {
  finds: `\
A cluster allows a service to a consumer, but no route and no failover of that
consumer uses it from there.`,
  why: `\
A grant has two halves: the exposing cluster allows, the consuming cluster
consumes. An "allow" alone opens a door that has no use. Usually the
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
    for (const service of comparableServices(context.federation, context.file)) {
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
});

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

export const consumeWithoutAllow = error("FED308", "half a grant: consumed, not allowed", {
  finds: `\
A cluster consumes a service from a cluster that does not allow it to, or that
does not expose the service.`,
  why: `\
A grant has two halves: the exposing cluster allows, the consuming cluster
consumes. The consuming half alone opens nothing: the other cluster would refuse
its calls.`,
  example: `\
Wrong:

  reviews:
    expose:
      cluster2: { service: reviews.bookinfo, port: 9080 }
    consume:
      cluster1: { as: reviews.default, ... }

Right, if the owners of cluster2 agree:

      cluster2:
        service: reviews.bookinfo
        port: 9080
        allow:
          cluster1: { methods: [GET] }

Or the consuming half says that it is not in force yet: "inactive: <reason>".`,
  check({ federation, file, at, report }) {
    const lacks = comparableServices(federation, file).flatMap(({ consumptions }) =>
      consumptions.flatMap((consumption) => (consumption.inactive === undefined ? lacksOf(consumption, federation) : [])),
    );
    // An entry may stand under a group, and several of its routes may lead to one cluster.
    const distinct = grouped(lacks, ({ consumption }) => consumption.written);
    for (const [written, missing] of distinct)
      for (const { consumption, destination, exposures } of uniqueBy(missing, ({ destination }) => destination?.cluster)) {
        const consume = consumesByEntry(file).get(written);
        if (!consume) continue;
        const place = destination ? at.value(destination, "cluster") : consumePlace(at, consume);
        report({ at: place, ...findingOf(consumption, exposures, destination?.cluster, { file, at }) });
      }
  },
});

/** A half of a grant that is missing. */
interface Lack {
  readonly consumption: Consumption;
  /** Undefined if the entry does not say from which cluster it consumes. */
  readonly destination: DestinationEntry | undefined;
  /** The exposures that do not allow it; empty if there is no exposure. */
  readonly exposures: readonly Exposure[];
}

function lacksOf(consumption: Consumption, { clusters }: Federation): readonly Lack[] {
  const { cluster, service, written } = consumption;
  if (!written.routes && !written.failover) {
    const exposures = service.exposures.filter((exposure) => exposure.cluster !== cluster);
    const isOpen = exposures.some((exposure) => !exposure.active || isAllowed(exposure, cluster));
    // `self-consumption` reports a service that only this cluster exposes.
    const isOwn = exposures.length === 0 && service.exposures.length > 0;
    return isOpen || isOwn ? [] : [{ consumption, destination: undefined, exposures }];
  }
  return allDestinations(consumption).flatMap(({ written: destination }) => {
    const name = destination?.cluster;
    if (name === undefined || name === cluster.name || clusters.get(name)?.inactive !== undefined) return [];
    const exposure = exposuresByCluster(service).get(name);
    return exposure && isAllowed(exposure, cluster) ? [] : [{ consumption, destination, exposures: exposure ? [exposure] : [] }];
  });
}

const exposuresByCluster = oncePer(
  ({ exposures }: FederatedService): ReadonlyMap<string, Exposure> => new Map(exposures.map((each) => [each.cluster.name, each])),
);

const consumersOf = oncePer(({ allows }: Exposure): ReadonlySet<Cluster> => new Set(allows.map(({ consumer }) => consumer)));

/** Whether an `allow` is written, in force or not. */
function isAllowed(exposure: Exposure, consumer: Cluster): boolean {
  return consumersOf(exposure).has(consumer);
}

function findingOf(
  { cluster, service }: Consumption,
  exposures: readonly Exposure[],
  exposer: string | undefined,
  { file, at }: Pick<RuleContext, "file" | "at">,
): Pick<Finding, "message" | "related" | "help"> {
  const consumes = `\`${cluster.name}\` consumes \`${service.name}\``;
  const [exposure] = exposures;
  if (exposure) {
    const { name } = exposure.cluster;
    const { allow } = exposure.written;
    return {
      message: `${consumes}, which ${quoted(exposures.map((each) => each.cluster.name))} ${exposures.length === 1 ? "does" : "do"} not allow`,
      related: allow
        ? { at: at.key(exposure.written, "allow"), message: `without \`${cluster.name}\`` }
        : { at: at.key(service.written.expose ?? {}, name), message: "without `allow`" },
      help: `add \`${cluster.name}\` under \`allow\` of \`${name}\``,
    };
  }
  return {
    message: exposer === undefined ? `${consumes}, which no cluster exposes` : `${consumes} of \`${exposer}\`, which does not expose it`,
    related: service.written.expose
      ? { at: at.key(service.written, "expose"), message: exposer === undefined ? "empty" : `without \`${exposer}\`` }
      : { at: at.key(file.services, service.name), message: "without `expose`" },
    help: `add ${exposer === undefined ? "a cluster" : `\`${exposer}\``} under \`expose\`, with an \`allow\` for \`${cluster.name}\``,
  };
}

/** The active services whose keys and destinations all exist. If a name does not, a missing half may only be misspelled. */
const comparableServices = oncePer(({ services }: Federation, { clusters, groups = {} }: FederationFile): readonly FederatedService[] => {
  const isCluster = (name: string) => Object.hasOwn(clusters, name);
  const isKey = (name: string) => isCluster(name) || Object.hasOwn(groups, name);
  return services.filter(({ inactive, written: { expose = {}, consume = {} } }) => {
    const destinations = Object.values(consume).flatMap((entries) => [entries].flat().flatMap(destinationsOf));
    return (
      inactive === undefined &&
      Object.keys(expose).every(isCluster) &&
      Object.values(expose).every(({ allow = {} }) => Object.keys(allow).every(isKey)) &&
      Object.keys(consume).every(isKey) &&
      destinations.every(({ cluster }) => cluster === undefined || isCluster(cluster))
    );
  });
});
