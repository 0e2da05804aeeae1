import { consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Grant } from "../../2-resolve/federation.ts";
import { ownRootOf } from "../../istio/world.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { externalProbe, listeningPort } from "./at-gateways.ts";
import { certificateOf } from "./at-workloads.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import type { Probe } from "./probe.ts";
import { firstGranted, grantedRequests } from "./requests.ts";

/** A listed caller that reaches the egress gateway past the settings of its own proxy. `foreign/` decides about all other callers there. */
export function* callsOfListed(facts: FederationFacts, inForce: readonly Grant[]): Generator<Probe> {
  for (const grant of inForce) {
    const [listed] = listedAccounts(consumersCallers(grant));
    if (listed) yield* pastSettings(facts, grant, listed);
  }
}

/** Callers beside the listed ones that do the same. */
export function* callsPastSettings(facts: FederationFacts, inForce: readonly Grant[]): Generator<Probe> {
  for (const grant of inForce) {
    const beside = accountsBeside(consumersCallers(grant));
    for (const account of beside) yield* pastSettings(facts, grant, account);
    if (beside[0]) yield* byHostHeader(facts, grant, beside[0]);
  }
}

/**
 * An application that dials the egress gateway and writes the Host header itself. Only the gateway's policies stop it.
 */
export function* byHostHeader({ names }: FederationFacts, grant: Grant, account: Account): Generator<Probe> {
  const { allow, exposure, consumer, direct } = grant;
  const [request] = grantedRequests(allow);
  if (!request || !consumer.managed) return;
  const headers = { host: direct ? names.granted(grant) : names.group(exposure.service, consumer) };
  const egress = { cluster: consumer.name, labels: {}, host: names.egressService(consumer), port: listeningPort };
  yield { from: { kind: "workload", ...egress, ...account }, requests: [{ ...request, headers }] };
}

/**
 * An account's own way to a service, by each name that the service has at the egress gateway, from a namespace that sees none of the
 * federation's objects.
 */
export function* pastSettings(facts: FederationFacts, grant: Grant, account: Account): Generator<Probe> {
  const { consumer, allow } = grant;
  if (!consumer.managed || !consumer.egress) return;
  const certificate = certificateOf(consumer, account, ownRootOf(consumer.name));
  const first = firstGranted(allow);
  const at = { cluster: consumer.name, gateway: "egress" } as const;
  for (const host of egressHosts(facts, grant))
    yield externalProbe(at, listeningPort, { sni: first[0] ? facts.names.egressSni(consumer) : host, host }, certificate, first);
}

/** The names of a service at the egress gateway of its consumer. */
export function egressHosts({ names }: FederationFacts, grant: Grant): readonly string[] {
  const { exposure, consumer, direct, failover } = grant;
  return [...(direct ? [names.granted(grant)] : []), ...(failover ? [names.group(exposure.service, consumer)] : [])];
}
