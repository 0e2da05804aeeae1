import type { Grant } from "../../2-resolve/federation.ts";
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
  yield* separately(probesByCaller(facts));
  yield* callsPastSettings(facts, byGateways);
}

/**
 * The calls that are tried, whether they are granted or not. Their number grows with the callers, methods and paths of the file, and with the
 * pairs of clusters that share a grant. `foreign/` adds those by clusters and roots that have nothing to do with a grant.
 */
export function* probesByCaller(facts: FederationFacts): Generator<Probe> {
  const { federation, grants } = facts;
  const inForce = federation.grants.filter(({ inactive }) => inactive === undefined);
  const byGateways = inForce.filter(({ mode }) => mode === "gateways");
  const byWorkloads = inForce.filter(({ mode }) => mode === "workloads");
  const isManaged = ({ exposure }: Grant) => exposure.cluster.managed;
  const atGateways = byGateways.filter(isManaged);
  yield* callsOfNames(grants);
  yield* callsOfListed(facts, byGateways);
  yield* callsByPartners(facts, atGateways);
  yield* forgedCalls(facts, atGateways);
  yield* callsOfWorkloads(facts, byWorkloads.filter(isManaged));
  yield* callsBack(byWorkloads);
  yield* localCalls(federation);
  yield* callsOfEgress(federation);
}
