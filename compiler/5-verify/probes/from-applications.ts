import type { Federation } from "../../2-resolve/federation.ts";
import { matching } from "../../2-resolve/matching-request.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { Call, HttpRequest, Workload } from "../../istio/call.ts";
import type { AnsweredPort, GrantsInForce } from "../intent/grants-in-force.ts";
import { type Account, accountsBeside, listedAccounts, workloadCalling } from "./callers.ts";
import { climbingOf } from "./climbing.ts";
import { besideRequests, distinctRequests, grantedRequests, request } from "./requests.ts";
import type { Sample } from "./sample.ts";

type Sent = HttpRequest | undefined;

/** Calls of local names: by every listed caller and its neighbours, with every granted request and its neighbours. */
export function* callsOfNames({ clusters }: Federation, grants: GrantsInForce, sample: Sample): Generator<Call> {
  for (const answer of grants.answers()) {
    const { cluster, as, callers, callerLabels } = answer.consumption;
    const granted = grantedOf(answer);
    const [first] = granted;
    const call = (account: Account, sent: Sent, change: Partial<Workload> = {}): Call => ({
      from: { ...workloadCalling(answer.consumption, account), ...change },
      ...(sent && { request: sent }),
    });
    const accounts = listedAccounts(callers);
    const [caller] = accounts;
    if (!caller) continue;
    for (const account of sample.of(accounts)) for (const sent of sample.of(granted)) yield call(account, sent);
    for (const sent of [...sample.of(besideOf(answer)), ...sample.of(climbingOf(grants, answer))]) yield call(caller, sent);
    for (const account of sample.of(accountsBeside(callers))) yield call(account, first);
    if (callerLabels) yield call(caller, first, { labels: {} });
    // DNS completes the shorter one in the namespace of the Service only.
    const shorterNames = as?.namespace === undefined ? [] : [`${as.name}.${as.namespace}`, as.name];
    for (const host of sample.rarely(shorterNames)) yield call(caller, first, { host });
    const exposers = answer.failover.map(({ exposure }) => exposure.cluster.name);
    const order = answer.localFirst ? [cluster.name, ...exposers] : exposers;
    for (const i of order.keys()) yield { ...call(caller, first), unavailable: order.slice(0, i + 1) };
    const otherClusters = [...clusters.keys()].filter((name) => name !== cluster.name);
    for (const name of sample.rarely(otherClusters)) yield call(caller, first, { cluster: name });
  }
}

/** The granted requests of each route and destination, changed so that they take this route. */
function grantedOf({ routes, failover, grants }: AnsweredPort): readonly Sent[] {
  if (isTcp(grants)) return [undefined];
  const byRoutes = routes.flatMap(({ match, destinations }) => {
    const granted = destinations.flatMap(({ grant }) => (grant ? grantedRequests(grant.allow) : []));
    const all = destinations.some(isLocal) ? [request("GET", "/"), ...granted] : granted;
    return all.flatMap((sent) => (sent && matching(sent, match)) ?? []);
  });
  return distinctRequests([...byRoutes, ...failover.flatMap(({ allow }) => grantedRequests(allow).flatMap((sent) => sent ?? []))]);
}

function besideOf({ routes, grants }: AnsweredPort): readonly HttpRequest[] {
  if (isTcp(grants)) return [];
  const beside = grants.flatMap(({ allow }) => besideRequests(allow));
  const byRoutes = routes.flatMap(({ match }) => beside.slice(0, 2).flatMap((sent) => matching(sent, match) ?? []));
  return distinctRequests([...beside, ...byRoutes]);
}

function isTcp([grant]: AnsweredPort["grants"]): boolean {
  return grant?.exposure.service.protocol === "tcp";
}
