import type { DestinationEntry, FederationFile } from "../../../1-load/federation-file.ts";
import type { Cluster, Consumption, Exposure, FederatedService, Federation } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import type { Finding } from "../../../findings/finding.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { destinationsOf, entryPlace } from "../../entries.ts";
import { oncePer } from "../../once-per.ts";
import { uniqueBy } from "../../repeats.ts";
import { allowsOf } from "../../resolved.ts";
import { error, type RuleContext } from "../../rule.ts";

export const allowWithoutConsume = error("FED307", "half a grant: allowed, not consumed", {
  finds: `\
A cluster allows a service to a consumer, but no route and no failover of that
consumer uses it from there.`,
  why: `\
A grant has two halves: the exposing cluster allows, the consuming cluster
consumes. An "allow" alone opens a door that has no use. Usually the
other half was forgotten, or it leads to another cluster.

A partner with "managed: false" consumes what is allowed to it, without an
entry: how it calls is its own matter.`,
  example: `\
Wrong:

  reviews:
    expose:
      cluster2: { ..., allow: { cluster1: { methods: [GET] } } }

Right: cluster1 consumes it,

    consume:
      cluster1: { as: reviews.default, ... }

or the half waits, and comes into force when cluster1 consumes it:

        allow:
          cluster1: { methods: [GET], awaits: consumer }`,
  check({ federation, file, at, report }) {
    for (const service of comparableServices(federation, file)) {
      const { name, written } = service;
      const consumptions = grouped(service.consumptions, ({ cluster }) => cluster);
      const unused = allowsOf(service).filter(
        ({ inactive, consumer, exposure }) =>
          inactive === undefined && consumer.inactive === undefined && !consumptions.get(consumer)?.some((each) => leadsTo(each, exposure)),
      );
      const byEntry = grouped(unused, ({ exposure, key, consumer }) => `${exposure.cluster.name} ${key} ${consumptions.has(consumer)}`);
      for (const [first, ...more] of byEntry.values()) {
        if (!first) continue;
        // Several if the key is a group.
        const consumers = quoted([first, ...more].map(({ consumer }) => consumer.name));
        const { exposure, key, consumer } = first;
        const consumption = consumptions.get(consumer)?.[0];
        const exposer = `\`${exposure.cluster.name}\``;
        const group = key === consumer.name ? "" : ` (of the group \`${key}\`)`;
        const fault = consumption ? "whose routes lead elsewhere" : `which ${more.length === 0 ? "does" : "do"} not consume it`;
        const missing = consumption
          ? `${exposer} to the routes or the failover of \`${consumer.name}\``
          : `\`${consumer.name}\` under \`consume\``;
        report({
          at: at.key(exposure.written.allow ?? {}, key),
          message: `${exposer} allows \`${name}\` to ${consumers}${group}, ${fault}`,
          related: consumption
            ? { at: at.key(written.consume ?? {}, consumption.key), message: "leads elsewhere" }
            : written.consume
              ? { at: at.key(written, "consume"), message: `without ${consumers}` }
              : { at: at.key(file.services, name), message: "without `consume`" },
          help: `add ${missing}, or remove the allow; with \`awaits: consumer\` it waits for that`,
        });
      }
    }
  },
});

/** A consumption that is not in force counts too. So does one that leaves the choice open: `several-exposers` reports it. */
function leadsTo(consumption: Consumption, { cluster: exposer }: Exposure): boolean {
  const { routes, written } = consumption;
  const isOpen = written.routes === undefined && written.failover === undefined && routes.length === 0;
  return isOpen || allDestinations(consumption).some(({ cluster }) => cluster === exposer);
}

export const consumeWithoutAllow = error("FED308", "half a grant: consumed, not allowed", {
  finds: `\
A cluster consumes a service from a cluster that does not allow it to, or that
does not expose the service.`,
  why: `\
A grant has two halves: the exposing cluster allows, the consuming cluster
consumes. The consuming half alone opens nothing: the other cluster would refuse
its calls.`,
  wrong: `\
reviews:
  expose:
    cluster2: { service: reviews.bookinfo, port: 9080 }
  consume:
    cluster1: { as: reviews.default, ... }`,
  rightLead: `Right, if the owners of cluster2 agree:`,
  right: `\
    cluster2:
      service: reviews.bookinfo
      port: 9080
      allow:
        cluster1: { methods: [GET] }`,
  remark: `Or this half waits, and comes into force when they do: "awaits: exposer".`,
  check({ federation, file, at, report }) {
    const missing = comparableServices(federation, file).flatMap(({ consumptions }) =>
      consumptions.flatMap((consumption) =>
        consumption.inactive === undefined && consumption.written.awaits === undefined ? missingHalves(consumption, federation) : [],
      ),
    );
    // An entry may stand under a group, and several of its routes may lead to one cluster.
    for (const [written, halves] of grouped(missing, ({ consumption }) => consumption.written))
      for (const half of uniqueBy(halves, ({ destination }) => destination?.cluster)) {
        const place = half.destination ? at.value(half.destination, "cluster") : entryPlace(at, file, written);
        report({ at: place, ...findingOf(half, { file, at }) });
      }
  },
});

/** A half of a grant that is missing. */
interface MissingHalf {
  readonly consumption: Consumption;
  /** Undefined if the entry does not say from which cluster it consumes. */
  readonly destination: DestinationEntry | undefined;
  /** The exposures that do not allow it; empty if there is no exposure. */
  readonly exposures: readonly Exposure[];
}

function missingHalves(consumption: Consumption, { clusters }: Federation): readonly MissingHalf[] {
  const { cluster, service, written } = consumption;
  if (!written.routes && !written.failover) {
    const exposures = service.exposures.filter((exposure) => exposure.cluster !== cluster);
    const isOpen = exposures.some((exposure) => !exposure.active || consumersOf(exposure).has(cluster));
    // `self-consumption` reports a service that only this cluster exposes.
    const isOwn = exposures.length === 0 && service.exposures.length > 0;
    return isOpen || isOwn ? [] : [{ consumption, destination: undefined, exposures }];
  }
  return allDestinations(consumption).flatMap(({ written: destination }) => {
    const name = destination?.cluster;
    if (name === undefined || name === cluster.name || clusters.get(name)?.inactive !== undefined) return [];
    const exposure = exposuresByCluster(service).get(name);
    return exposure && consumersOf(exposure).has(cluster) ? [] : { consumption, destination, exposures: exposure ? [exposure] : [] };
  });
}

const exposuresByCluster = oncePer(
  ({ exposures }: FederatedService): ReadonlyMap<string, Exposure> => new Map(exposures.map((each) => [each.cluster.name, each])),
);

/** The clusters with an `allow`, in force or not. */
const consumersOf = oncePer(({ allows }: Exposure): ReadonlySet<Cluster> => new Set(allows.map(({ consumer }) => consumer)));

function findingOf(
  { consumption: { cluster, service }, destination, exposures }: MissingHalf,
  { file, at }: Pick<RuleContext, "file" | "at">,
): Pick<Finding, "message" | "related" | "help"> {
  const exposer = destination?.cluster;
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
      help: `add \`${cluster.name}\` under \`allow\` of \`${name}\`; with \`awaits: exposer\` this half waits for that`,
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
    const destinations = Object.values(consume).flatMap((entries) =>
      "map" in entries ? entries.flatMap(destinationsOf) : destinationsOf(entries),
    );
    return (
      inactive === undefined &&
      Object.keys(expose).every(isCluster) &&
      Object.values(expose).every(({ allow = {} }) => Object.keys(allow).every(isKey)) &&
      Object.keys(consume).every(isKey) &&
      destinations.every(({ cluster }) => cluster === undefined || isCluster(cluster))
    );
  });
});
