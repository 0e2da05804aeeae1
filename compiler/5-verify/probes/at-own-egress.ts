import { type Callers, consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import type { Call } from "../../istio/call.ts";
import { ownRootOf } from "../../istio/world.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { externalCall, listeningPort } from "./at-gateways.ts";
import { certificateOf } from "./at-workloads.ts";
import { type Account, accountsBeside, distinctAccounts, listedAccounts } from "./callers.ts";
import { grantedRequests } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** The largest number of a cluster's accounts that are tried at one service. */
const maxAccounts = 8;

/** Applications that dial the egress gateway and write the Host header themselves: accounts of all local names of their cluster. */
export function* callsOfOwnEgress(facts: FederationFacts, inForce: readonly Grant[], sample: Sample): Generator<Call> {
  const { names } = facts;
  const accounts = accountsByCluster(facts, (callers) => [...listedAccounts(callers), ...accountsBeside(callers).slice(0, 1)]);
  for (const { allow, exposure, consumer, direct } of inForce) {
    const [request] = grantedRequests(allow);
    if (!request || !consumer.managed) continue;
    const { service, cluster } = exposure;
    const headers = { host: direct ? names.service(service, consumer, cluster) : names.group(service, consumer) };
    const egress = { cluster: consumer.name, labels: {}, host: names.egressService(consumer), port: listeningPort };
    for (const account of sample.rarely(accounts(consumer)))
      yield { from: { kind: "workload", ...egress, ...account }, request: { ...request, headers } };
  }
}

/**
 * Applications whose own settings bring them to the egress gateway, from a namespace that sees none of the federation's objects. Only the
 * gateway's policies stop them.
 */
export function* callsPastSettings(facts: FederationFacts, inForce: readonly Grant[], sample: Sample): Generator<Call> {
  const accounts = accountsByCluster(facts, (callers) => (callers === "any" ? [] : listedAccounts(callers)));
  for (const grant of inForce) {
    const beside = accountsBeside(consumersCallers(grant));
    for (const account of sample.of(distinctAccounts([...beside, ...accounts(grant.consumer)]))) yield* pastSettings(facts, grant, account);
  }
}

/** An account's own way to a service, by each name that the service has at the egress gateway. */
export function* pastSettings(
  { names }: FederationFacts,
  { allow, exposure, consumer, direct, failover }: Grant,
  account: Account,
): Generator<Call> {
  const { service, cluster } = exposure;
  if (!consumer.managed || !consumer.egress) return;
  const hosts = [...(direct ? [names.service(service, consumer, cluster)] : []), ...(failover ? [names.group(service, consumer)] : [])];
  const certificate = certificateOf(consumer, account, ownRootOf(consumer.name));
  const [request] = grantedRequests(allow);
  const at = { cluster: consumer.name, gateway: "egress" } as const;
  for (const host of hosts)
    yield externalCall(at, listeningPort, { sni: request ? names.egressSni(consumer) : host, host }, certificate, request);
}

function accountsByCluster({ grants }: FederationFacts, accountsOf: (callers: Callers) => readonly Account[]) {
  const byCluster = new Map<Cluster, Account[]>();
  for (const { consumption } of grants.answers())
    byCluster.set(consumption.cluster, [...(byCluster.get(consumption.cluster) ?? []), ...accountsOf(consumption.callers)]);
  return (cluster: Cluster) => distinctAccounts(byCluster.get(cluster) ?? []).slice(0, maxAccounts);
}
