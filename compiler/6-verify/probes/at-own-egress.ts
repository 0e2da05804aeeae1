import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Call } from "../call.ts";
import type { Known } from "../intent/intentions.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import { grantedRequests } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** More of a cluster's accounts than these are not tried at one service. */
const accountsPerService = 8;

/** Applications that dial the egress gateway itself and write the host of a service on their own: everyone who may use anything there. */
export function* callsOfOwnEgress({ grants, names }: Known, inForce: readonly Grant[], sample: Sample): Generator<Call> {
  const byCluster = grouped(grants.answers(), ({ consumption }) => consumption.cluster);
  const accounts = new Map<Cluster, readonly Account[]>();
  for (const [cluster, answers] of byCluster) {
    const all = answers.flatMap(({ consumption: { callers } }) => [...listedAccounts(callers), ...accountsBeside(callers).slice(0, 1)]);
    accounts.set(cluster, [...new Map(all.map((one) => [`${one.namespace}/${one.account}`, one])).values()]);
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
