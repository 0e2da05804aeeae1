import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import { AllowedCallers } from "../../istio/objects/allowed-callers.ts";
import type { Mesh } from "../../istio/objects/mesh.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { byHostHeader, egressHosts, pastSettings } from "../probes/at-own-egress.ts";
import { type Account, accountsBeside, listedAccounts } from "../probes/callers.ts";
import type { Probe } from "../probes/probe.ts";

/**
 * Calls of each service at the egress gateway of its consumer by callers of the other local names there. The gateway's policies name the
 * callers of each host. They deny everybody whom they do not name.
 */
export function* callsOfOtherCallers(facts: FederationFacts, consumer: Cluster, mesh: Mesh): Generator<Probe> {
  if (!consumer.managed || !consumer.egress) return;
  const { namespace, labels } = mesh.gateways.egress;
  const allowed = new AllowedCallers(mesh.policies.of(namespace, labels));
  const accounts = accountsOf(facts, consumer);
  for (const grant of facts.grants.outbound(consumer)) {
    if (grant.mode !== "gateways") continue;
    const callers = facts.grants.callers(grant);
    for (const account of allowed.among(egressHosts(facts, grant), accounts)) {
      if (coversCaller(callers, `${account.namespace}/${account.account}`)) continue;
      yield* pastSettings(facts, grant, account);
      yield* byHostHeader(facts, grant, account);
    }
  }
}

/** The accounts that the local names of a cluster list, and those beside them, by principal. */
function accountsOf({ grants }: FederationFacts, cluster: Cluster): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const { consumption } of grants.answersIn(cluster))
    for (const account of [...listedAccounts(consumption.callers), ...accountsBeside(consumption.callers)])
      accounts.set(`${cluster.trustDomain}/ns/${account.namespace}/sa/${account.account}`, account);
  return accounts;
}
