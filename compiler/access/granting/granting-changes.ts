import type { Spans } from "../../1-load/spans.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, FederatedService, Federation } from "../../2-resolve/federation.ts";
import { allDestinations } from "../../2-resolve/routes-in-force.ts";
import { allowChanges, newAllow } from "./allow-changes.ts";
import type { GrantEdit } from "./grant-edit.ts";
import type { WantedCall } from "./wanted-call.ts";

/**
 * The fewest edits that would let a call through, both halves; of several exposers those of the nearest. Empty where the file grants
 * it already. Undefined where no edit of grants would: the service or the cluster is not in the file.
 */
export function grantingChanges(federation: Federation, at: Spans, wanted: WantedCall): readonly GrantEdit[] | undefined {
  const service = federation.services.find(({ name }) => name === wanted.service);
  const consumer = federation.clusters.get(wanted.cluster);
  if (!service || !consumer) return undefined;
  const exposures = service.exposures.filter(({ cluster }) => wanted.exposer === undefined || cluster.name === wanted.exposer);
  const ways = exposures
    .filter(({ cluster }) => cluster !== consumer)
    .map((exposure) => [
      ...activations(federation, at, service, [consumer, exposure.cluster]),
      ...exposersHalf(federation, at, exposure, consumer, wanted),
      ...consumersHalf(at, service, exposure, consumer, wanted),
    ]);
  return ways.sort((a, b) => a.length - b.length)[0];
}

/** What makes all of it inactive. */
function activations(
  federation: Federation,
  at: Spans,
  { name, written }: FederatedService,
  clusters: readonly Cluster[],
): readonly GrantEdit[] {
  const entries = [
    { what: `the service \`${name}\``, entry: written },
    ...clusters.map((cluster) => ({ what: `the cluster \`${cluster.name}\``, entry: cluster.written })),
  ];
  const pending = clusters.flatMap(({ name, written }): readonly GrantEdit[] => {
    const ingress = written.gateways?.ingress;
    const offers = federation.grants.some(({ exposure }) => exposure.cluster.name === name);
    return ingress?.addresses === "pending" && offers
      ? [{ at: at.key(ingress, "addresses"), what: `write the address of the ingress gateway of \`${name}\`` }]
      : [];
  });
  return [
    ...entries.flatMap(({ what, entry }) =>
      entry.inactive === undefined ? [] : [{ at: at.key(entry, "inactive"), what: `take \`inactive\` away: it holds for ${what}` }],
    ),
    ...pending,
  ];
}

function exposersHalf(federation: Federation, at: Spans, exposure: Exposure, consumer: Cluster, wanted: WantedCall): readonly GrantEdit[] {
  const allow = exposure.allows.find((one) => one.consumer === consumer);
  const inModeWorkloads = federation.modeOf(exposure.cluster, consumer) === "workloads";
  return allow ? allowChanges(at, allow, wanted, inModeWorkloads) : newAllow(at, exposure, consumer, wanted, inModeWorkloads);
}

function consumersHalf(
  at: Spans,
  service: FederatedService,
  exposure: Exposure,
  consumer: Cluster,
  { caller }: WantedCall,
): readonly GrantEdit[] {
  const all = service.consumptions.filter(({ cluster }) => cluster === consumer);
  const leading = all.filter((one) => allDestinations(one).some((destination) => destination.cluster === exposure.cluster));
  const [first] = leading;
  if (!first) {
    const [other] = all;
    const place = service.written.consume ? at.key(service.written, "consume") : at.key(service.written, "protocol");
    if (other)
      return [{ at: at.key(service.written.consume ?? {}, other.key), what: `add \`cluster: ${exposure.cluster.name}\` to its routes` }];
    const [namespace = "default"] = (caller ?? "default/NAME").split("/");
    const entry = `{ as: ${service.name}.${namespace}, port: ${exposure.port}, localService: create, callers: [${caller ?? "default/NAME"}] }`;
    return [{ at: place, what: "let the cluster consume it", write: `consume:\n  ${consumer.name}: ${entry}` }];
  }
  const active = leading.filter(({ written }) => written.inactive === undefined);
  if (active.length === 0) return [{ at: at.key(first.written, "inactive"), what: "take `inactive` away: it holds for this local name" }];
  if (caller === undefined || active.some(({ callers }) => coversCaller(callers, caller))) return [];
  const [{ written }] = active as [typeof first];
  return [{ at: at.key(written, "callers"), what: `add \`${caller}\` to \`callers\` of the consuming cluster` }];
}
