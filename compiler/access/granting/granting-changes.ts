import type { Spans } from "../../1-load/spans.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, FederatedService, Federation } from "../../2-resolve/federation.ts";
import { allDestinations } from "../../2-resolve/routes-in-force.ts";
import { allowChanges, newAllow } from "./allow-changes.ts";
import type { GrantEdit, WantedCall } from "./grant-edit.ts";

/**
 * The fewest edits of both halves that let a call through; with several exposers, those of the one that needs least. Empty if the file grants
 * it already. Undefined if no edit of grants can: the service or the cluster is not in the file.
 */
export function grantingChanges(federation: Federation, at: Spans, call: WantedCall): readonly GrantEdit[] | undefined {
  const service = federation.services.find(({ name }) => name === call.service);
  const consumer = federation.clusters.get(call.cluster);
  if (!service || !consumer) return undefined;
  return service.exposures
    .filter(({ cluster }) => cluster !== consumer && (call.exposer === undefined || cluster.name === call.exposer))
    .map((exposure) => [
      ...activations(federation, at, service, [consumer, exposure.cluster]),
      ...exposersHalf(federation, at, exposure, consumer, call),
      ...consumersHalf(at, service, exposure, consumer, call),
    ])
    .sort((a, b) => a.length - b.length)[0];
}

/** Edits that put the service and both clusters in force. */
function activations(
  federation: Federation,
  at: Spans,
  { name, written }: FederatedService,
  clusters: readonly Cluster[],
): readonly GrantEdit[] {
  const entries = [
    { subject: `the service \`${name}\``, entry: written },
    ...clusters.map((cluster) => ({ subject: `the cluster \`${cluster.name}\``, entry: cluster.written })),
  ];
  const inactive = entries.filter(({ entry }) => entry.inactive !== undefined);
  const pending = clusters.flatMap(({ name, written }) => {
    const ingress = written.gateways?.ingress;
    const isExposer = federation.grants.some(({ exposure }) => exposure.cluster.name === name);
    return ingress?.addresses === "pending" && isExposer ? [{ name, ingress }] : [];
  });
  return [
    ...inactive.map(({ subject, entry }) => ({ at: at.key(entry, "inactive"), what: `take \`inactive\` away: it holds for ${subject}` })),
    ...pending.map(({ name, ingress }) => ({
      at: at.key(ingress, "addresses"),
      what: `write the address of the ingress gateway of \`${name}\``,
    })),
  ];
}

function exposersHalf(federation: Federation, at: Spans, exposure: Exposure, consumer: Cluster, call: WantedCall): readonly GrantEdit[] {
  const allow = exposure.allows.find((one) => one.consumer === consumer);
  const inModeWorkloads = federation.modeOf(exposure.cluster, consumer) === "workloads";
  return allow ? allowChanges(at, allow, call, inModeWorkloads) : newAllow(at, exposure, consumer, call, inModeWorkloads);
}

function consumersHalf(
  at: Spans,
  { name, written, consumptions }: FederatedService,
  exposure: Exposure,
  consumer: Cluster,
  { caller }: WantedCall,
): readonly GrantEdit[] {
  const own = consumptions.filter(({ cluster }) => cluster === consumer);
  const leading = own.filter((one) => allDestinations(one).some((destination) => destination.cluster === exposure.cluster));
  const [first] = leading;
  if (!first) {
    const [other] = own;
    if (other) return [{ at: at.key(written.consume ?? {}, other.key), what: `add \`cluster: ${exposure.cluster.name}\` to its routes` }];
    const [namespace = "default"] = (caller ?? "default/NAME").split("/");
    const entry = `{ as: ${name}.${namespace}, port: ${exposure.written.port ?? "PORT"}, localService: create, callers: [${caller ?? "default/NAME"}] }`;
    const place = at.key(written, written.consume ? "consume" : "protocol");
    return [{ at: place, what: "let the cluster consume it", write: `consume:\n  ${consumer.name}: ${entry}` }];
  }
  const active = leading.filter((one) => one.written.inactive === undefined);
  const [nearest] = active;
  if (!nearest) return [{ at: at.key(first.written, "inactive"), what: "take `inactive` away: it holds for this local name" }];
  if (caller === undefined || active.some(({ callers }) => coversCaller(callers, caller))) return [];
  return [{ at: at.key(nearest.written, "callers"), what: `add \`${caller}\` to \`callers\` of the consuming cluster` }];
}
