import type { Cluster, Consumption, Destination, Exposure, FederatedService } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import { consumePlace, entriesOf, type WrittenConsume } from "../../entries.ts";
import { allNamesExist } from "../../named-clusters.ts";
import { oncePer } from "../../once-per.ts";
import { quoted } from "../../quoted.ts";
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
  check(context) {
    const places = new Map(entriesOf(context.file).consumes.map((consume) => [consume.entry, consume]));
    for (const service of context.federation.services) {
      if (service.inactive !== undefined || !allNamesExist(service.written, context.file)) continue;
      const exposures = new Map(service.exposures.map((exposure) => [exposure.cluster.name, exposure]));
      const reported = new Map<Consumption["written"], Set<string>>();
      for (const consumption of service.consumptions) {
        const consume = places.get(consumption.written);
        if (consumption.inactive !== undefined || !consume) continue;
        const names = reported.get(consumption.written) ?? new Set();
        reported.set(consumption.written, names);
        checkConsumption(consumption, consume, exposures, names, context);
      }
    }
  },
};

/** Each exposing cluster is told about once per entry, also where a group stands there and several routes lead to it. */
function checkConsumption(
  consumption: Consumption,
  consume: WrittenConsume,
  exposures: ReadonlyMap<string, Exposure>,
  reported: Set<string>,
  context: RuleContext,
): void {
  const { cluster, service, written } = consumption;
  if (!written.routes && !written.failover) {
    const others = [...exposures.values()].filter((exposure) => exposure.cluster !== cluster);
    const open = others.some((exposure) => !exposure.active || isAllowed(exposure, cluster));
    if (open || (others.length === 0 && exposures.size > 0) || reported.has("")) return;
    reported.add("");
    reportLack(cluster, service, others, consumePlace(context.at, consume), context);
    return;
  }
  for (const { written: destination } of destinations(consumption)) {
    const name = destination?.cluster;
    if (!destination || name === undefined || name === cluster.name || reported.has(name)) continue;
    const exposure = exposures.get(name);
    const target = exposure?.cluster ?? context.federation.clusters.get(name);
    if (target?.inactive !== undefined || (exposure && isAllowed(exposure, cluster))) continue;
    reported.add(name);
    reportLack(cluster, service, exposure ? [exposure] : [], context.at.value(destination, "cluster"), context, name);
  }
}

function destinations({ routes, failover = [] }: Consumption): readonly Destination[] {
  return [...routes.flatMap((route) => route.destinations), ...failover];
}

const consumersOf = oncePer(({ allows }: Exposure): ReadonlySet<Cluster> => new Set(allows.map(({ consumer }) => consumer)));

/** Also where the allow is not in force: it is written. */
function isAllowed(exposure: Exposure, consumer: Cluster): boolean {
  return consumersOf(exposure).has(consumer);
}

function reportLack(
  cluster: Cluster,
  service: FederatedService,
  exposures: readonly Exposure[],
  place: Place,
  context: RuleContext,
  target?: string,
): void {
  const { at, report } = context;
  const [exposure] = exposures;
  const consumes = `\`${cluster.name}\` consumes \`${service.name}\``;
  const expose = service.written.expose ?? {};
  if (exposure) {
    const { name } = exposure.cluster;
    const { allow } = exposure.written;
    report({
      at: place,
      message: `${consumes}, which ${quoted(exposures.map((one) => one.cluster.name))} ${exposures.length === 1 ? "does" : "do"} not allow`,
      related: allow
        ? { at: at.key(exposure.written, "allow"), message: `without \`${cluster.name}\`` }
        : { at: at.key(expose, name), message: "without `allow`" },
      help: `add \`${cluster.name}\` under \`allow\` of \`${name}\``,
    });
    return;
  }
  report({
    at: place,
    message: target === undefined ? `${consumes}, which no cluster exposes` : `${consumes} of \`${target}\`, which does not expose it`,
    related: service.written.expose
      ? { at: at.key(service.written, "expose"), message: target === undefined ? "empty" : `without \`${target}\`` }
      : { at: at.key(context.file.services, service.name), message: "without `expose`" },
    help: `add ${target === undefined ? "a cluster" : `\`${target}\``} under \`expose\`, with an \`allow\` for \`${cluster.name}\``,
  });
}
