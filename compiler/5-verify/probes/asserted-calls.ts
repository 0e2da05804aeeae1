import type { AssertedRequests } from "../../2-resolve/asserted-requests.ts";
import { assertedCallers, isAbout, tellsCallersApart } from "../../2-resolve/assertion.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Assertion, Cluster, Exposure } from "../../2-resolve/federation.ts";
import { GrantedPaths } from "../../2-resolve/granted-calls.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { matching } from "../../2-resolve/matching-request.ts";
import { type RequiredCalls, requiredCalls } from "../../2-resolve/required-calls.ts";
import type { Call, HttpRequest } from "../../istio/call.ts";
import type { Meshes } from "../../istio/data-path/meshes.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { type AnsweredPort, destinationsInOrder } from "../intent/grants-in-force.ts";
import { type Admission, admissionsIn, requestsWithin } from "./admissions.ts";
import { atIngressOf, ownCertificate } from "./at-gateways.ts";
import { type Account, accountsBeside, distinctAccounts, listedAccounts, workloadCalling } from "./callers.ts";
import type { Sent } from "./probe.ts";
import { distinctRequests, grantedRequests, request } from "./requests.ts";

/** A part of an assertion, and calls that stand for all that it is about. */
export interface AssertionProbes {
  readonly kind: "never" | "always";
  readonly from: string;
  readonly to: string;
  /** The exposures at which such calls end. */
  readonly ends: readonly Exposure[];
  /** The same by each local name, each route and, in a failover, each destination. */
  readonly calls: readonly Call[];
}

/** The calls of an `always` about very many of them. The file decides about all, and other probes try every grant in full. */
const maxRequired = 4000;

/** The local names of a service in a cluster. */
type AnswersOf = (cluster: string, service: string) => readonly AnsweredPort[];

/** The probes of every assertion in the file. An `always` gives one for each caller and request. */
export function* assertionProbes(facts: FederationFacts, meshes: Meshes): Generator<AssertionProbes> {
  const { assertions } = facts.federation;
  if (assertions.length === 0) return;
  const byUse = grouped(facts.grants.answers(), ({ consumption: { cluster, service } }) => `${cluster.name} ${service.name}`);
  const answersOf: AnswersOf = (cluster, service) => byUse.get(`${cluster} ${service}`) ?? [];
  const admissions = assertions.some(({ kind }) => kind === "never") ? [...admissionsIn(facts, meshes)] : [];
  for (const assertion of assertions)
    if (assertion.kind === "always") yield* probesOfAlways(facts, assertion, answersOf);
    else for (const admission of admissions) yield* probesOfNever(assertion, admission, answersOf);
}

/** The calls that a rule may let through although an assertion forbids them. */
function* probesOfNever(assertion: Assertion, admission: Admission, answersOf: AnswersOf): Generator<AssertionProbes> {
  const { consumer, exposure, operation, address } = admission;
  const { service, cluster } = exposure;
  const relation = relationOf(consumer, exposure);
  const asserted = isAbout(assertion, relation) ? assertion.requests[service.protocol] : undefined;
  if (!asserted) return;
  const requests = service.protocol === "tcp" ? [undefined] : requestsWithin(asserted, operation, address?.under);
  if (requests.length === 0) return;
  // A consumer has the key of its gateway, so that it can say at the exposer whatever its own gateway would not let through.
  const calls =
    address && !tellsCallersApart(assertion, relation)
      ? requests.map((sent) => atIngressOf(cluster, address, ownCertificate(consumer), sent))
      : answersOf(consumer.name, service.name).flatMap((answer) =>
          forbiddenAccounts(assertion, admission, answer).flatMap((account) => callsOf(asserted, answer, account, requests)),
        );
  if (calls.length > 0) yield { kind: "never", from: consumer.name, to: service.name, ends: [exposure], calls };
}

function forbiddenAccounts(assertion: Assertion, { consumer, exposure }: Admission, { consumption }: AnsweredPort): readonly Account[] {
  const { callers, exceptions } = assertion;
  const listed = listedAccounts(callers === "any" ? consumption.callers : callers);
  const beside = callers === "any" && exceptions.length > 0 ? accountsBeside(consumption.callers) : [];
  return distinctAccounts([...listed, ...beside]).filter((account) => concerns(assertion, account, consumer, exposure));
}

/** Leaves out local names that begin with the local Service, since calls of them end there. */
function* probesOfAlways({ federation }: FederationFacts, assertion: Assertion, answersOf: AnswersOf): Generator<AssertionProbes> {
  const parts = spread([...requiredCalls(assertion, federation)]);
  const most = Math.max(1, Math.ceil(maxRequired / Math.max(1, parts.length)));
  for (const part of parts) {
    const { from, service, at, caller } = part;
    const answers = answersOf(from, service.name).filter(({ localFirst }) => !localFirst);
    const [first] = answers;
    const consumer = first?.consumption.cluster;
    if (!consumer) continue;
    const ends = service.exposures.filter(
      (exposure) => (at === undefined || exposure.cluster.name === at) && isAbout(assertion, relationOf(consumer, exposure)),
    );
    const listed =
      caller === undefined ? answers.flatMap(({ consumption }) => listedAccounts(consumption.callers)) : listedAccounts([caller]);
    const accounts = distinctAccounts(listed).filter((account) => ends.some((end) => concerns(assertion, account, consumer, end)));
    for (const account of accounts.slice(0, most)) {
      const open = answers.filter(({ consumption }) => coversCaller(consumption.callers, textOf(account)));
      for (const sent of requestsOf(part, consumer, ends).slice(0, most))
        yield {
          kind: "always",
          from,
          to: service.name,
          ends,
          calls: open.flatMap((answer) => callsOf(assertedBy(part), answer, account, [sent])),
        };
    }
  }
}

/** So many of the parts, from everywhere: steps of a prime number do not meet the same method or path again and again. */
function spread(parts: readonly RequiredCalls[]): readonly RequiredCalls[] {
  return parts.length <= maxRequired ? parts : parts.filter((_, i) => (i * 7919) % parts.length < maxRequired);
}

/** Requests with the method and the path of a part of an `always`. If it leaves one out, those of the granted requests. */
function requestsOf({ service, method, path }: RequiredCalls, consumer: Cluster, ends: readonly Exposure[]): readonly Sent[] {
  const { protocol } = service;
  if (protocol === "tcp") return [undefined];
  const exactPath = path?.endsWith("/*") ? `${path.slice(0, -1)}probe` : path;
  const allows = ends.flatMap(({ allows }) => allows.filter((allow) => allow.consumer === consumer));
  const granted = allows.flatMap(grantedRequests).flatMap((sent) => sent ?? []);
  const all = [protocol === "grpc" ? request("POST", "/probe.Probe/Probe") : request("GET", "/"), ...granted];
  return distinctRequests(all.map((sent) => request(method ?? sent.method, exactPath ?? sent.path)));
}

function assertedBy({ method, path }: RequiredCalls): AssertedRequests {
  return { methods: method === undefined ? undefined : [method], paths: path === undefined ? undefined : [path] };
}

/** Whether an assertion is about a request, which a route may have given another method or path. */
function includes({ methods, paths }: AssertedRequests, { method, path }: HttpRequest): boolean {
  const [sentPath = ""] = path.split("?", 1);
  return (!methods || methods.includes(method)) && (!paths || new GrantedPaths(paths).covers(sentPath));
}

/** Each request by each route, and with more and more destinations of a failover unavailable. */
function callsOf(asserted: AssertedRequests, answer: AnsweredPort, account: Account, requests: readonly Sent[]): readonly Call[] {
  const from = workloadCalling(answer.consumption, account);
  const order = destinationsInOrder(answer);
  return requests.flatMap((sent): readonly Call[] => {
    const matched = sent ? answer.routes.flatMap(({ match }) => matching(sent, match) ?? []) : [];
    const byRoutes = [sent, ...matched.filter((request) => includes(asserted, request))];
    const failing = order.slice(1).map((_, i) => ({ from, ...(sent && { request: sent }), unavailable: order.slice(0, i + 1) }));
    return [...byRoutes.map((request) => ({ from, ...(request && { request }) })), ...failing];
  });
}

function concerns(assertion: Assertion, account: Account, consumer: Cluster, exposure: Exposure): boolean {
  return assertedCallers(assertion, relationOf(consumer, exposure), [textOf(account)]).length > 0;
}

function relationOf(consumer: Cluster, { service, cluster }: Exposure) {
  return { consumer: consumer.name, service: service.name, exposer: cluster.name };
}

function textOf({ namespace, account }: Account): string {
  return `${namespace}/${account}`;
}
