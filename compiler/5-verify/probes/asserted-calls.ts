import type { AssertedCall } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Exposure } from "../../2-resolve/federation.ts";
import { matching } from "../../2-resolve/matching-request.ts";
import type { Call, HttpRequest } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { type AnsweredPort, destinationsInOrder } from "../intent/grants-in-force.ts";
import { atIngress, ingressAddresses, ownCertificate } from "./at-gateways.ts";
import { type Account, listedAccounts, workloadCalling } from "./callers.ts";
import { distinctRequests, grantedRequests, request } from "./requests.ts";

/** An assertion, and calls that stand for all that it is about. */
export interface AssertionProbes {
  readonly kind: "never" | "always";
  readonly call: AssertedCall;
  /** The exposures at which such calls end. */
  readonly ends: readonly Exposure[];
  /** The same by each local name, each route and, in a failover, each destination. */
  readonly calls: readonly Call[];
}

type Sent = HttpRequest | undefined;

/** The probes of every assertion in the file. An `always` gives one for each caller and request. */
export function* assertionProbes(facts: FederationFacts): Generator<AssertionProbes> {
  for (const { never, always } of facts.federation.written.assertions ?? []) {
    if (never) yield probesOfNever(facts, never);
    if (always) yield* probesOfAlways(facts, always);
  }
}

function probesOfNever(facts: FederationFacts, call: AssertedCall): AssertionProbes {
  const ends = endsOf(facts, call);
  const byNames = answersOf(facts, call).flatMap((answer) =>
    accountsOf(call, [answer]).flatMap((account) => callsOf(call, answer, account, requestsOf(call, answer, ends))),
  );
  return { kind: "never", call, ends, calls: [...byNames, ...callsByPartner(facts, call, ends)] };
}

/** Leaves out local names that begin with the local Service, since calls of them end there. */
function* probesOfAlways(facts: FederationFacts, call: AssertedCall): Generator<AssertionProbes> {
  const ends = endsOf(facts, call);
  const answers = answersOf(facts, call).filter(({ localFirst }) => !localFirst);
  const [first] = answers;
  if (!first) return;
  for (const account of accountsOf(call, answers)) {
    const open = answers.filter(({ consumption }) => coversCaller(consumption.callers, `${account.namespace}/${account.account}`));
    for (const sent of requestsOf(call, first, ends))
      yield { kind: "always", call, ends, calls: open.flatMap((answer) => callsOf(call, answer, account, [sent])) };
  }
}

function accountsOf({ caller }: AssertedCall, answers: readonly AnsweredPort[]): readonly Account[] {
  if (caller !== undefined) return listedAccounts(caller === "any" ? caller : [caller]);
  return answers.flatMap(({ consumption }) => listedAccounts(consumption.callers));
}

function endsOf({ federation }: FederationFacts, { to, at }: AssertedCall): readonly Exposure[] {
  const service = federation.services.find(({ name }) => name === to);
  return service?.exposures.filter(({ cluster }) => at === undefined || cluster.name === at) ?? [];
}

function answersOf({ grants }: FederationFacts, { from, to }: AssertedCall): readonly AnsweredPort[] {
  return grants.answers().filter(({ consumption }) => consumption.cluster.name === from && consumption.service.name === to);
}

/** Calls by the consuming cluster itself, with its gateway's certificate; none if the assertion is about one of its callers. */
function callsByPartner(facts: FederationFacts, call: AssertedCall, ends: readonly Exposure[]): readonly Call[] {
  if (call.caller !== undefined) return [];
  return facts.federation.grants.flatMap((grant) => {
    const { consumer, exposure, inactive, mode, allow } = grant;
    const isAsserted = consumer.name === call.from && ends.includes(exposure);
    if (!isAsserted || inactive !== undefined || mode !== "gateways" || !exposure.cluster.managed) return [];
    const requests = exposure.service.protocol === "tcp" ? [undefined] : asserted(call, grantedRequests(allow));
    return ingressAddresses(facts, grant).flatMap((address) => requests.map((sent) => atIngress(address, ownCertificate(consumer), sent)));
  });
}

function requestsOf(call: AssertedCall, { consumption }: AnsweredPort, ends: readonly Exposure[]): readonly Sent[] {
  if (consumption.service.protocol === "tcp") return [undefined];
  const allows = ends.flatMap(({ allows }) => allows.filter(({ consumer }) => consumer === consumption.cluster));
  return asserted(call, allows.flatMap(grantedRequests));
}

/** The asserted method and path. If the assertion leaves one out, those of the granted requests. */
function asserted({ method, path, rpc }: AssertedCall, granted: readonly Sent[]): readonly HttpRequest[] {
  if (rpc !== undefined) return [request("POST", `/${rpc.replace(/\/\*$/, "/probe")}`)];
  const exactPath = path?.endsWith("/*") ? `${path.slice(0, -1)}probe` : path;
  const all = [request("GET", "/"), ...granted.flatMap((sent) => sent ?? [])];
  return distinctRequests(all.map((sent) => request(method ?? sent.method, exactPath ?? sent.path)));
}

/** Whether an assertion is about a request, which a route may have given another method or path. */
function isAbout({ method, path, rpc }: AssertedCall, request: HttpRequest): boolean {
  const assertedPath = path ?? (rpc === undefined ? undefined : `/${rpc}`);
  const [sentPath = ""] = request.path.split("?", 1);
  const byPath =
    assertedPath === undefined ||
    (assertedPath.endsWith("/*") ? sentPath.startsWith(assertedPath.slice(0, -1)) : sentPath === assertedPath);
  return byPath && (method === undefined || method === request.method);
}

/** Each request by each route, and with more and more destinations of a failover unavailable. */
function callsOf(call: AssertedCall, answer: AnsweredPort, account: Account, requests: readonly Sent[]): readonly Call[] {
  const from = workloadCalling(answer.consumption, account);
  const order = destinationsInOrder(answer);
  return requests.flatMap((sent): readonly Call[] => {
    const matched = sent ? answer.routes.flatMap(({ match }) => matching(sent, match) ?? []) : [];
    const byRoutes = [sent, ...matched.filter((request) => isAbout(call, request))];
    const failing = order.slice(1).map((_, i) => ({ from, ...(sent && { request: sent }), unavailable: order.slice(0, i + 1) }));
    return [...byRoutes.map((request) => ({ from, ...(request && { request }) })), ...failing];
  });
}
