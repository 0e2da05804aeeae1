import type { DestinationEntry } from "../../../1-load/federation-file.ts";
import type { Cluster, Consumption, Exposure, FederatedService, Federation } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import type { Finding } from "../../../findings/finding.ts";
import { allNamesExist, consumePlace, consumesByEntry } from "../../entries.ts";
import { oncePer } from "../../once-per.ts";
import { quoted } from "../../quoted.ts";
import { uniqueBy } from "../../repeats.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const consumeWithoutAllow: Rule = {
  code: "FED308",
  severity: "error",
  title: "half a grant: consumed, not allowed",
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
    const lacks = federation.services.flatMap((service) =>
      service.inactive === undefined && allNamesExist(service.written, file)
        ? service.consumptions.flatMap((consumption) => (consumption.inactive === undefined ? lacksOf(consumption, federation) : []))
        : [],
    );
    // An entry may stand under a group, and several of its routes may lead to one cluster.
    const distinct = grouped(lacks, ({ consumption }) => consumption.written);
    for (const [written, found] of distinct)
      for (const { consumption, destination, exposures } of uniqueBy(found, ({ destination }) => destination?.cluster)) {
        const consume = consumesByEntry(file).get(written);
        if (!consume) continue;
        const place = destination ? at.value(destination, "cluster") : consumePlace(at, consume);
        report({ at: place, ...findingOf(consumption, exposures, destination?.cluster, { file, at }) });
      }
  },
};

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
