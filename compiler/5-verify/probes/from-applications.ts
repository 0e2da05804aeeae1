import { matching } from "../../2-resolve/matching-request.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { HttpRequest, Workload } from "../../istio/call.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import type { AnsweredPort, GrantsInForce } from "../intent/grants-in-force.ts";
import { type Account, accountsBeside, listedAccounts, workloadCalling } from "./callers.ts";
import { climbingOf } from "./climbing.ts";
import type { Probe, Sent } from "./probe.ts";
import { besideRequests, distinctReadings, grantedRequests, request } from "./requests.ts";

/** Calls of local names: by every listed caller and its neighbours, with every granted request and its neighbours. */
export function* callsOfNames(grants: GrantsInForce): Generator<Probe> {
  for (const answer of grants.answers()) {
    const { cluster, as, callers, callerLabels } = answer.consumption;
    const granted = grantedOf(answer);
    const first = firstOf(granted);
    const probe = (account: Account, requests: readonly Sent[], change?: Partial<Workload>): Probe => {
      const from = workloadCalling(answer.consumption, account);
      return { from: change ? { ...from, ...change } : from, requests };
    };
    const [caller, ...others] = listedAccounts(callers);
    if (!caller) continue;
    yield probe(caller, distinctReadings(cluster, [granted, besideOf(answer), climbingOf(grants, answer)]));
    for (const account of others) yield probe(account, granted);
    for (const account of accountsBeside(callers)) yield probe(account, first);
    if (callerLabels) yield probe(caller, first, { labels: {} });
    // DNS completes the shorter one in the namespace of the Service only.
    const shorterNames = as?.namespace === undefined ? [] : [`${as.name}.${as.namespace}`, as.name];
    for (const host of shorterNames) yield probe(caller, first, { host });
    const exposers = answer.failover.map(({ exposure }) => exposure.cluster.name);
    const order = answer.localFirst ? [cluster.name, ...exposers] : exposers;
    for (const i of order.keys()) yield { ...probe(caller, first), unavailable: order.slice(0, i + 1) };
  }
}

/** The first granted request of a local name, by each listed caller. */
export function* callsByListed(answer: AnsweredPort): Generator<Probe> {
  const first = firstOf(grantedOf(answer));
  for (const account of listedAccounts(answer.consumption.callers))
    yield { from: workloadCalling(answer.consumption, account), requests: first };
}

/** The granted requests of each route and destination, changed so that they take this route. */
function grantedOf({ consumption: { cluster }, routes, failover, grants }: AnsweredPort): readonly Sent[] {
  if (isTcp(grants)) return [undefined];
  const [route] = routes;
  const [destination] = route?.destinations ?? [];
  // Most names have one way, and every request takes it.
  if (route && !route.match && routes.length + failover.length === 1 && route.destinations.length === 1 && destination?.grant)
    return distinctReadings(cluster, [grantedRequests(destination.grant.allow)]);
  const byRoutes = routes.flatMap(({ match, destinations }) => {
    const granted = destinations.flatMap(({ grant }) => (grant ? grantedRequests(grant.allow) : []));
    const all = destinations.some(isLocal) ? [request("GET", "/"), ...granted] : granted;
    return match ? all.flatMap((sent) => (sent && matching(sent, match)) ?? []) : all;
  });
  return distinctReadings(cluster, [[...byRoutes, ...failover.flatMap(({ allow }) => grantedRequests(allow))]]);
}

/** A list of the first request. The same list gives the same list. */
function firstOf(requests: readonly Sent[]): readonly Sent[] {
  return getOrMake(firsts, requests, () => requests.slice(0, 1));
}

const firsts = new WeakMap<readonly Sent[], readonly Sent[]>();
const nothing: readonly HttpRequest[] = [];

function besideOf({ routes, grants }: AnsweredPort): readonly HttpRequest[] {
  if (isTcp(grants)) return nothing;
  const [only, ...others] = grants;
  if (only && others.length === 0 && routes.every(({ match }) => !match)) return besideRequests(only.allow);
  const beside = grants.flatMap(({ allow }) => besideRequests(allow));
  return [...beside, ...routes.flatMap(({ match }) => (match ? beside.flatMap((sent) => matching(sent, match) ?? []) : []))];
}

function isTcp([grant]: AnsweredPort["grants"]): boolean {
  return grant?.exposure.service.protocol === "tcp";
}
