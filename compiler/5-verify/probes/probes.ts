import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import type { Call } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { callsByPartners, callsOfEgress, forgedCalls } from "./at-gateways.ts";
import { callsOfListed, callsPastSettings } from "./at-own-egress.ts";
import { callsBack, callsOfWorkloads } from "./at-workloads.ts";
import { callsOfNames } from "./from-applications.ts";
import { localCalls } from "./local-calls.ts";
import { callsIn, type Probe, separately } from "./probe.ts";

/** The calls of `probesWithoutTables`, one by one. */
export function probesOf(facts: FederationFacts): Generator<Call> {
  return callsIn(probesWithoutTables(facts));
}

/** The calls that are tried where there are no tables of objects. Some stand for those that tables would decide about. */
export function* probesWithoutTables(facts: FederationFacts): Generator<Probe> {
  const byGateways = facts.federation.grants.filter(({ inactive, mode }) => inactive === undefined && mode === "gateways");
  for (const cluster of facts.federation.clusters.values()) yield* separately(probesOfCluster(facts, cluster));
  yield* callsPastSettings(facts, byGateways);
}

/**
 * The calls that are tried of one cluster's applications and gateway, whether they are granted or not, and those of its own services. Their number
 * grows with the callers, methods and paths of the file, and with the pairs of clusters that share a grant. `foreign/` adds those by clusters
 * and roots that have nothing to do with a grant.
 */
export function* probesOfCluster(facts: FederationFacts, cluster: Cluster): Generator<Probe> {
  const { grants, locals } = facts;
  const used = grants.outbound(cluster);
  const byGateways = used.filter(({ mode }) => mode === "gateways");
  const byWorkloads = used.filter(({ mode }) => mode === "workloads");
  const isManaged = ({ exposure }: Grant) => exposure.cluster.managed;
  const atGateways = byGateways.filter(isManaged);
  yield* callsOfNames(grants, grants.answersIn(cluster));
  yield* callsOfListed(facts, byGateways);
  yield* callsByPartners(facts, atGateways);
  yield* forgedCalls(facts, atGateways);
  yield* callsOfWorkloads(facts, byWorkloads.filter(isManaged));
  yield* callsBack(byWorkloads);
  yield* localCalls(locals.exposed(cluster));
  yield* callsOfEgress(cluster);
}
