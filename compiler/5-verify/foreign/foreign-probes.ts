import type { Meshes } from "../../istio/data-path/meshes.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import type { Probe } from "../probes/probe.ts";
import { callsOfOtherCallers } from "./at-egress.ts";
import { callsOfOtherClusters } from "./at-ingress.ts";
import { callsOfOtherMeshes } from "./at-workloads.ts";
import { callsElsewhere } from "./elsewhere.ts";

/**
 * Calls by those who have nothing to do with a grant: every cluster at every service, every root for every name, every account of a cluster at
 * every service that the cluster uses, every local name in every other cluster. There are as many as clusters by clusters by services, and
 * the file refuses all of them.
 *
 * So they are decided by tables of the objects. Each table tells who at most may pass: the names that a server accepts, the anchors that
 * permit a name, the callers that policies name, the hosts that a cluster knows. The model refuses everybody who is not in the table, and the
 * file does too. These are the calls of those who are in a table. Their number grows with the objects.
 */
export function* foreignProbes(facts: FederationFacts, meshes: Meshes): Generator<Probe> {
  yield* callsElsewhere(facts, meshes);
  yield* callsOfOtherCallers(facts, meshes);
  yield* callsOfOtherClusters(facts, meshes);
  yield* callsOfOtherMeshes(facts, meshes);
}
