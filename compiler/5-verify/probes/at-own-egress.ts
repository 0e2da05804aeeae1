import { consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Grant } from "../../2-resolve/federation.ts";
import { ownRootOf } from "../../istio/world.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { externalProbe, listeningPort } from "./at-gateways.ts";
import { certificateOf } from "./at-workloads.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import type { Probe } from "./probe.ts";
import { grantedRequests } from "./requests.ts";

/**
 * Callers that reach the egress gateway past the settings of their own proxy: those beside the listed ones. `foreign/` decides about the
 * callers of all other local names.
 */
export function* callsPastSettings(facts: FederationFacts, inForce: readonly Grant[]): Generator<Probe> {
  for (const grant of inForce) {
    const callers = consumersCallers(grant);
    const [listed] = listedAccounts(callers);
    for (const account of [...(listed ? [listed] : []), ...accountsBeside(callers)]) yield* pastSettings(facts, grant, account);
    const [beside] = accountsBeside(callers);
    if (beside) yield* byHostHeader(facts, grant, beside);
  }
}

/**
 * An application that dials the egress gateway and writes the Host header itself. Only the gateway's policies stop it.
 */
export function* byHostHeader(
  { names }: FederationFacts,
  { allow, exposure, consumer, direct }: Grant,
  account: Account,
): Generator<Probe> {
  const [request] = grantedRequests(allow);
  if (!request || !consumer.managed) return;
  const { service, cluster } = exposure;
  const headers = { host: direct ? names.service(service, consumer, cluster) : names.group(service, consumer) };
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
  const first = grantedRequests(allow).slice(0, 1);
  const at = { cluster: consumer.name, gateway: "egress" } as const;
  for (const host of egressHosts(facts, grant))
    yield externalProbe(at, listeningPort, { sni: first[0] ? facts.names.egressSni(consumer) : host, host }, certificate, first);
}

/** The names of a service at the egress gateway of its consumer. */
export function egressHosts({ names }: FederationFacts, { exposure, consumer, direct, failover }: Grant): readonly string[] {
  const { service, cluster } = exposure;
  return [...(direct ? [names.service(service, consumer, cluster)] : []), ...(failover ? [names.group(service, consumer)] : [])];
}
