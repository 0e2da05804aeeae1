import type { Call } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { callsAcross } from "./across-services.ts";
import { callsByOthers, callsByPartners, callsOfEgress, forgedCalls } from "./at-gateways.ts";
import { callsOfOwnEgress, callsPastSettings } from "./at-own-egress.ts";
import { callsBack, callsOfWorkloads } from "./at-workloads.ts";
import { callsOfNames } from "./from-applications.ts";
import { localCalls } from "./local-calls.ts";
import { Sample } from "./sample.ts";

/**
 * The calls that are tried. Which of them are granted is not decided here. Their number grows with the callers, methods and paths that the
 * file names, with the pairs of clusters that share a grant, and with roots; in a large federation with grants and pairs alone.
 */
export function* probesOf(known: FederationFacts): Generator<Call> {
  const { federation, grants } = known;
  const inForce = federation.grants.filter(({ inactive }) => inactive === undefined);
  const sample = new Sample(inForce.length);
  const served = inForce.filter(({ exposure }) => exposure.cluster.managed);
  const atGateways = served.filter(({ mode }) => mode === "gateways");
  yield* callsOfNames(federation, grants, sample);
  yield* callsOfOwnEgress(
    known,
    inForce.filter(({ mode }) => mode === "gateways"),
    sample,
  );
  yield* callsPastSettings(
    known,
    inForce.filter(({ mode }) => mode === "gateways"),
    sample,
  );
  yield* callsAcross(known, atGateways, sample);
  yield* callsByPartners(known, atGateways, sample);
  yield* callsByOthers(known, atGateways, sample);
  yield* forgedCalls(known, atGateways, sample);
  yield* callsOfWorkloads(
    known,
    served.filter(({ mode }) => mode === "workloads"),
    sample,
  );
  yield* callsBack(inForce.filter(({ mode }) => mode === "workloads"));
  yield* localCalls(federation, sample);
  yield* callsOfEgress(federation);
}
