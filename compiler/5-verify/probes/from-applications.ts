import { coversCaller } from "../../2-resolve/caller-lists.ts";
import { matching } from "../../2-resolve/matching-request.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { HttpRequest, Workload } from "../../istio/call.ts";
import type { AnsweredPort, GrantsInForce } from "../intent/grants-in-force.ts";
import { type Account, accountsBeside, listedAccounts, workloadCalling } from "./callers.ts";
import { climbingOf } from "./climbing.ts";
import { type Beside, firstOf, type Probe, type Sent } from "./probe.ts";
import { besideRequests, distinctReadings, grantedRequests, request } from "./requests.ts";

/** Calls of local names: by every listed caller and its neighbours, with every granted request and its neighbours. */
export function* callsOfNames(grants: GrantsInForce, answers: Iterable<AnsweredPort>): Generator<Probe> {
  for (const answer of answers) {
    const { cluster, as, callers, callerLabels } = answer.consumption;
    const granted = grantedOf(answer);
    const first = firstOf(granted);
    const probe = (account: Account, requests: readonly Sent[], change?: Partial<Workload>): Probe => {
      const from = workloadCalling(answer.consumption, account);
      return { from: change ? { ...from, ...change } : from, requests };
    };
    const [caller, ...others] = listedAccounts(callers);
    if (!caller) continue;
    // DNS completes the shorter one in the namespace of the Service only.
    const shorterNames = as?.namespace === undefined ? [] : [`${as.name}.${as.namespace}`, as.name];
    const beside = accountsBeside(callers);
    const refused = beside.filter((account) => isRefused(grants, answer, account));
    const namespaces = new Set(others.map(({ namespace }) => namespace));
    const besideCaller = (account: Account, hosts: readonly string[]): Beside => ({
      shorterNames: hosts.map((host) => ({ ...workloadCalling(answer.consumption, account), host })),
      refused: refused
        .filter(({ namespace }) => namespace === account.namespace || (account === caller && !namespaces.has(namespace)))
        .map((one) => workloadCalling(answer.consumption, one)),
    });
    const all = distinctReadings(cluster, [granted, besideOf(answer), climbingOf(grants, answer)]);
    yield { beside: besideCaller(caller, shorterNames), ...probe(caller, all) };
    for (const account of others) {
      yield { beside: besideCaller(account, []), ...probe(account, all) };
      namespaces.delete(account.namespace);
    }
    for (const account of beside) if (!refused.includes(account)) yield probe(account, first);
    if (callerLabels) yield probe(caller, first, { labels: {} });
    if (answer.consumption.delegate) {
      const byDelegate = { host: grants.delegateOf(answer), labels: {} };
      yield probe(caller, all, byDelegate);
      for (const account of [...others, ...beside]) yield probe(account, first, byDelegate);
    }
    const exposers = answer.failover.map(({ exposure }) => exposure.cluster.name);
    const order = answer.localFirst ? [cluster.name, ...exposers] : exposers;
    for (const i of order.keys()) yield { unavailable: order.slice(0, i + 1), ...probe(caller, first) };
  }
}

/** Whether the file surely lets an account make no call of a local name: neither of a grant nor of a Service that was there before. */
function isRefused(grants: GrantsInForce, answer: AnsweredPort, { namespace, account }: Account): boolean {
  const { consumption, routes, localFirst } = answer;
  const mayEndHere = !consumption.create || localFirst || routes.some(({ destinations }) => destinations.some(isLocal));
  return !mayEndHere && !answer.grants.some((grant) => coversCaller(grants.callers(grant), `${namespace}/${account}`));
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
