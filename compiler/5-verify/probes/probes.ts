import type { Grant } from "../../2-resolve/federation.ts";
import type { Call } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { callsAcrossServices, callsByOthers, callsByPartners, callsOfEgress, forgedCalls } from "./at-gateways.ts";
import { callsOfOwnEgress, callsPastSettings } from "./at-own-egress.ts";
import { callsBack, callsOfWorkloads } from "./at-workloads.ts";
import { callsOfNames } from "./from-applications.ts";
import { localCalls } from "./local-calls.ts";
import { Sample } from "./sample.ts";

/**
 * The calls that are tried, whether they are granted or not. Their number grows with the callers, methods and paths of the file, with the
 * pairs of clusters that share a grant, and with roots; in a large federation with grants and pairs alone.
 */
export function* probesOf(facts: FederationFacts): Generator<Call> {
  const { federation, grants } = facts;
  const inForce = federation.grants.filter(({ inactive }) => inactive === undefined);
  const byGateways = inForce.filter(({ mode }) => mode === "gateways");
  const byWorkloads = inForce.filter(({ mode }) => mode === "workloads");
  const isManaged = ({ exposure }: Grant) => exposure.cluster.managed;
  const atGateways = byGateways.filter(isManaged);
  const sample = new Sample(inForce.length);
  yield* callsOfNames(federation, grants, sample);
  yield* callsOfOwnEgress(facts, byGateways, sample);
  yield* callsPastSettings(facts, byGateways, sample);
  yield* callsAcrossServices(facts, atGateways, sample);
  yield* callsByPartners(facts, atGateways, sample);
  yield* callsByOthers(facts, atGateways, sample);
  yield* forgedCalls(facts, atGateways, sample);
  yield* callsOfWorkloads(facts, byWorkloads.filter(isManaged), sample);
  yield* callsBack(byWorkloads);
  yield* localCalls(federation, sample);
  yield* callsOfEgress(federation);
}
