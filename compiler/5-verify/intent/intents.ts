import type { Federation } from "../../2-resolve/federation.ts";
import type { Call } from "../../istio/call.ts";
import { intentOfApplication } from "./applications.ts";
import { intentAtEgress, intentAtIngress, intentAtPod } from "./external-clients.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { GrantsInForce } from "./grants-in-force.ts";
import { HostNames } from "./host-names.ts";
import { type Intent, undecided } from "./intent.ts";
import { LocalServices } from "./local-services.ts";
import { Signatures } from "./signatures.ts";

/** What a federation says about calls, from the file alone: nothing here knows of gateways' objects, policies or routes. */
export class Intents {
  readonly facts: FederationFacts;

  constructor(federation: Federation) {
    this.facts = {
      federation,
      grants: new GrantsInForce(federation),
      locals: new LocalServices(federation),
      names: new HostNames(federation),
      signatures: new Signatures(federation),
    };
  }

  of({ from, request, unavailable = [] }: Call): Intent {
    const { facts } = this;
    const cluster = facts.federation.clusters.get(from.kind === "workload" ? from.cluster : from.at.cluster);
    if (!cluster?.managed) return undecided("nothing is emitted for this cluster");
    if (from.kind === "workload") return intentOfApplication(facts, cluster, from, request, unavailable);
    const { at, ...client } = from;
    if (!("gateway" in at)) return intentAtPod(facts, cluster, at, client, request);
    return (at.gateway === "ingress" ? intentAtIngress : intentAtEgress)(facts, cluster, client, request);
  }
}
