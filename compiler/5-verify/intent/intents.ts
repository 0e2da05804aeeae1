import type { Federation } from "../../2-resolve/federation.ts";
import type { Call, ExternalClient } from "../../istio/call.ts";
import { fromApplication } from "./applications.ts";
import { intentAtEgress, intentAtIngress, intentAtPod } from "./external-clients.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { GrantsInForce } from "./grants-in-force.ts";
import { HostNames } from "./host-names.ts";
import { type Intent, undecided } from "./intent.ts";
import { LocalServices } from "./local-services.ts";
import { Signatures } from "./signatures.ts";

/** What a federation says of calls, told from the file alone: nothing here knows how any of it is brought about. */
export class Intents {
  readonly known: FederationFacts;

  constructor(federation: Federation) {
    this.known = {
      federation,
      grants: new GrantsInForce(federation),
      locals: new LocalServices(federation),
      names: new HostNames(federation),
      signatures: new Signatures(federation),
    };
  }

  of({ from, request, unavailable: down = [] }: Call): Intent {
    const at = from.kind === "workload" ? from.cluster : from.at.cluster;
    const cluster = this.known.federation.clusters.get(at);
    if (!cluster?.managed) return undecided("nothing is emitted for this cluster");
    if (from.kind === "workload") return fromApplication(this.known, cluster, from, request, down);
    return placeOf(from)(this.known, cluster, from, request);
  }
}

function placeOf({ at }: ExternalClient) {
  if (!("gateway" in at)) return intentAtPod;
  return at.gateway === "ingress" ? intentAtIngress : intentAtEgress;
}
