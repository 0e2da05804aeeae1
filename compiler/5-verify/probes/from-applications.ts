import type { Federation } from "../../2-resolve/federation.ts";
import { matching } from "../../2-resolve/matching-request.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { Call, HttpRequest, Workload } from "../../istio/call.ts";
import type { AnsweredPort, GrantsInForce } from "../intent/grants-in-force.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import { climbingOf } from "./climbing.ts";
import { besideRequests, grantedRequests, request } from "./requests.ts";
import type { Sample } from "./sample.ts";

type Asked = HttpRequest | undefined;

/** Calls of local names: by everyone who is listed and by those just beside, of everything that is granted and of what lies just beside. */
export function* callsOfNames(federation: Federation, grants: GrantsInForce, sample: Sample): Generator<Call> {
  for (const answer of grants.answers()) {
    const { consumption } = answer;
    const asked = grantedOf(answer);
    const [first] = asked;
    const from = (account: Account, change: Partial<Workload> = {}) => workload(answer, account, change);
    const listed = listedAccounts(consumption.callers);
    const [caller] = listed;
    if (!caller) continue;
    for (const account of sample.of(listed)) for (const one of sample.of(asked)) yield call(from(account), one);
    for (const one of [...sample.of(besideOf(answer)), ...sample.of(climbingOf(grants, answer))]) yield call(from(caller), one);
    for (const account of sample.of(accountsBeside(consumption.callers))) yield call(from(account), first);
    if (consumption.callerLabels) yield call(from(caller, { labels: {} }), first);
    for (const host of sample.rarely(shorterNames(answer))) yield call(from(caller, { host }), first);
    yield* withoutSome(answer, from(caller), first);
    const elsewhere = next(federation, consumption.cluster.name);
    for (const cluster of sample.rarely(elsewhere)) yield call(from(caller, { cluster }), first);
  }
}

/** As clusters or gateways fail, one after the other. */
function* withoutSome({ failover, localFirst, consumption }: AnsweredPort, from: Workload, asked: Asked): Generator<Call> {
  const exposers = failover.map(({ exposure }) => exposure.cluster.name);
  if (localFirst) exposers.unshift(consumption.cluster.name);
  for (let count = 1; count <= exposers.length; count++) yield { ...call(from, asked), unavailable: exposers.slice(0, count) };
}

/** Per route and destination what its grant lets through, in a request that takes this route. */
function grantedOf({ routes, failover }: AnsweredPort): readonly Asked[] {
  const byRoutes = routes.flatMap(({ match, destinations }) => {
    const granted = destinations.flatMap((one) => (one.grant ? grantedRequests(one.grant.allow) : []));
    const plain = destinations.some(isLocal) ? [request("GET", "/"), ...granted] : granted;
    return plain.flatMap((one) => (one ? (matching(one, match) ?? []) : [one]));
  });
  const byFailover = failover.flatMap(({ allow }) => grantedRequests(allow));
  return distinct(isTcp(routes, failover) ? [undefined] : [...byRoutes, ...byFailover].filter((one) => one !== undefined));
}

function besideOf({ routes, failover }: AnsweredPort): readonly Asked[] {
  if (isTcp(routes, failover)) return [];
  const grants = [...routes.flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? [])), ...failover];
  const beside = grants.flatMap(({ allow }) => besideRequests(allow));
  return distinct([...beside, ...routes.flatMap(({ match }) => beside.slice(0, 2).flatMap((one) => matching(one, match) ?? []))]);
}

function isTcp(routes: AnsweredPort["routes"], failover: AnsweredPort["failover"]): boolean {
  const grants = [...routes.flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? [])), ...failover];
  return grants[0]?.exposure.service.protocol === "tcp";
}

function workload({ consumption }: AnsweredPort, account: Account, change: Partial<Workload>): Workload {
  const { cluster, as, port, callerLabels } = consumption;
  const known = { cluster: cluster.name, host: as?.host ?? "", port: port ?? 0, labels: callerLabels ?? {} };
  return { kind: "workload", ...account, ...known, ...change };
}

function call(from: Workload, asked: Asked): Call {
  return { from, ...(asked && { request: asked }) };
}

/** A caller in another namespace than the Service needs two labels of it. */
function shorterNames({ consumption: { as } }: AnsweredPort): readonly string[] {
  return as?.namespace === undefined ? [] : [`${as.name}.${as.namespace}`, as.name];
}

function next({ clusters }: Federation, name: string): readonly string[] {
  return [...clusters.keys()].filter((one) => one !== name);
}

function distinct(asked: readonly Asked[]): readonly Asked[] {
  return [...new Map(asked.map((one) => [one && `${one.method} ${one.path} ${Object.entries(one.headers).join()}`, one])).values()];
}
