import type { Cluster } from "../../2-resolve/federation.ts";
import type { Mesh } from "../../istio/objects/mesh.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import type { Probe } from "../probes/probe.ts";
import { callsOfOtherCallers } from "./at-egress.ts";
import { callsOfOtherClusters } from "./at-ingress.ts";
import { callsOfOtherMeshes } from "./at-workloads.ts";
import { type CallsByHost, callsByHostIn, callsElsewhere } from "./elsewhere.ts";
import { type IdentityOwners, identityOwners } from "./owners.ts";

/**
 * Calls by those who have nothing to do with a grant: every cluster at every service, every root for every name, every account of a cluster at
 * every service that the cluster uses, every local name in every other cluster. There are as many as clusters by clusters by services, and
 * the file refuses all of them.
 *
 * So they are decided by tables of the objects. Each table tells who at most may pass: the names that a server accepts, the anchors that
 * permit a name, the callers that policies name, the hosts that a cluster knows. The model refuses everybody who is not in the table, and the
 * file does too. These are the calls of those who are in a table. Their number grows with the objects.
 */
export class ForeignProbes {
  readonly #facts: FederationFacts;
  readonly #owners: IdentityOwners;
  readonly #callsByHost: CallsByHost;

  constructor(facts: FederationFacts) {
    this.#facts = facts;
    this.#owners = identityOwners(facts.federation);
    this.#callsByHost = callsByHostIn(facts);
  }

  /** Those at the gateways, services and local names of one cluster; none if it is not known. */
  *at(cluster: Cluster, mesh: Mesh | undefined): Generator<Probe> {
    if (!mesh) return;
    yield* callsElsewhere(cluster, mesh, this.#callsByHost);
    yield* callsOfOtherCallers(this.#facts, cluster, mesh);
    yield* callsOfOtherClusters(this.#facts, cluster, mesh, this.#owners);
    yield* callsOfOtherMeshes(this.#facts, cluster, mesh, this.#owners);
  }
}
