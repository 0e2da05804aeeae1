import { consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Call } from "../../istio/call.ts";
import { ownRootOf } from "../../istio/world.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import { grantedRequests } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** More of a cluster's accounts than these are not tried at one service. */
const accountsPerService = 8;

/** Applications that dial the egress gateway itself and write the host of a service on their own: everyone who may use anything there. */
export function* callsOfOwnEgress({ grants, names }: FederationFacts, inForce: readonly Grant[], sample: Sample): Generator<Call> {
  const byCluster = grouped(grants.answers(), ({ consumption }) => consumption.cluster);
  const accounts = new Map<Cluster, readonly Account[]>();
  for (const [cluster, answers] of byCluster) {
    const all = answers.flatMap(({ consumption: { callers } }) => [...listedAccounts(callers), ...accountsBeside(callers).slice(0, 1)]);
    accounts.set(cluster, distinct(all));
  }
  for (const { allow, exposure, consumer, direct } of inForce) {
    const [request] = grantedRequests(allow);
    if (!request || !consumer.managed) continue;
    const { service, cluster } = exposure;
    const host = direct ? names.service(service, consumer, cluster) : names.group(service, consumer);
    const from = { kind: "workload", cluster: consumer.name, labels: {}, host: names.egressService(consumer), port: 15443 } as const;
    for (const account of sample.rarely((accounts.get(consumer) ?? []).slice(0, accountsPerService)))
      yield { from: { ...from, ...account }, request: { ...request, headers: { host } } };
  }
}

/**
 * Applications that dial the egress gateway by settings of their own, from a namespace that sees none of the federation's: the gateway's policies
 * alone stand before them.
 */
export function* callsPastSettings(known: FederationFacts, inForce: readonly Grant[], sample: Sample): Generator<Call> {
  const byCluster = grouped(known.grants.answers(), ({ consumption }) => consumption.cluster);
  const listed = new Map<Cluster, readonly Account[]>();
  for (const [cluster, answers] of byCluster) {
    const callers = answers.flatMap(({ consumption }) => (consumption.callers === "any" ? [] : consumption.callers));
    listed.set(cluster, distinct(listedAccounts(callers)).slice(0, accountsPerService));
  }
  for (const grant of inForce) {
    const accounts = [...accountsBeside(consumersCallers(grant)), ...(listed.get(grant.consumer) ?? [])];
    for (const account of sample.of(distinct(accounts))) yield* pastSettings(known, grant, account);
  }
}

/** One account's own way to one service, by each name that the service has there. */
export function* pastSettings(
  { names }: FederationFacts,
  { allow, exposure, consumer, direct, failover }: Grant,
  account: Account,
): Generator<Call> {
  const { service, cluster } = exposure;
  if (!consumer.managed || !consumer.egress) return;
  const hosts = [...(direct ? [names.service(service, consumer, cluster)] : []), ...(failover ? [names.group(service, consumer)] : [])];
  const uri = `spiffe://${consumer.trustDomain}/ns/${account.namespace}/sa/${account.account}`;
  const certificate = { uris: [uri], dns: [], root: consumer.workloadsRoot ?? ownRootOf(consumer.name) };
  const [request] = grantedRequests(allow);
  for (const host of hosts) {
    const sni = request ? names.egressSni(consumer) : host;
    const at = { cluster: consumer.name, gateway: "egress" } as const;
    yield { from: { kind: "externalClient", at, port: 15443, sni, host, certificate }, ...(request && { request }) };
  }
}

function distinct(accounts: readonly Account[]): readonly Account[] {
  return [...new Map(accounts.map((one) => [`${one.namespace}/${one.account}`, one])).values()];
}
