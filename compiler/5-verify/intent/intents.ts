import type { Federation } from "../../2-resolve/federation.ts";
import type { Call, Caller } from "../../istio/call.ts";
import { intentsOfApplication } from "./applications.ts";
import { intentAtEgress, intentAtIngress, intentAtPod } from "./external-clients.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { GrantsInForce } from "./grants-in-force.ts";
import { HostNames } from "./host-names.ts";
import { eachBy, type Intent, type IntentsOf, undecided } from "./intent.ts";
import { LocalServices } from "./local-services.ts";
import { Signatures } from "./signatures.ts";

const notEmitted = undecided("nothing is emitted for this cluster");

/** The answers of a federation about calls. They come only from the file: this class does not know gateways' objects, policies or routes. */
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

  of({ from, request, unavailable }: Call): Intent {
    return this.ofCaller(from, unavailable)([request])[0] ?? notEmitted;
  }

  /** The answers about one caller's requests. What is the same for all of them is worked out once. */
  ofCaller(from: Caller, unavailable: readonly string[] = []): IntentsOf {
    const { facts } = this;
    const cluster = facts.federation.clusters.get(from.kind === "workload" ? from.cluster : from.at.cluster);
    if (!cluster?.managed) return eachBy(() => notEmitted);
    if (from.kind === "workload") return intentsOfApplication(facts, cluster, from, unavailable);
    const { at } = from;
    if (!("gateway" in at)) return eachBy((request) => intentAtPod(facts, cluster, at, from, request));
    return at.gateway === "ingress"
      ? intentAtIngress(facts, cluster, from)
      : eachBy((request) => intentAtEgress(facts, cluster, from, request));
  }
}
