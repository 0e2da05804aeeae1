import type { AssertedCall } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Exposure, Grant } from "../../2-resolve/federation.ts";
import { matching } from "../../2-resolve/matching-request.ts";
import type { Call, HttpRequest, Workload } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import type { AnsweredPort } from "../intent/grants-in-force.ts";
import { atIngress, ownCertificate, waysToAsk } from "./at-gateways.ts";
import { type Account, listedAccounts } from "./callers.ts";
import { grantedRequests, request } from "./requests.ts";

/** An assertion, with calls that it is about: representatives of what it leaves open. */
export interface AssertionProbes {
  readonly kind: "never" | "always";
  readonly call: AssertedCall;
  /** Where such calls end. */
  readonly ends: readonly Exposure[];
  /** Several ways to try the same: by each local name, route and, in a failover, destination. */
  readonly calls: readonly Call[];
}

/** Every assertion of the file; one that says always comes once per caller and request. */
export function* assertionProbes(known: FederationFacts): Generator<AssertionProbes> {
  for (const { never, always } of known.federation.written.assertions ?? []) {
    if (never) yield neverOf(known, never);
    if (always) yield* alwaysOf(known, always);
  }
}

function neverOf(known: FederationFacts, call: AssertedCall): AssertionProbes {
  const ends = endsOf(known, call);
  const byNames = answersOf(known, call).flatMap((answer) =>
    accountsOf(call, [answer]).flatMap((account) => callsOf(call, answer, account, requestsOf(call, answer, ends))),
  );
  const byPartner = call.caller === undefined ? grantsOf(known, call).flatMap((grant) => asPartner(known, grant, call, ends)) : [];
  return { kind: "never", call, ends, calls: [...byNames, ...byPartner] };
}

/** Calls that begin with the local Service of the name end there: what comes after it is not tried. */
function* alwaysOf(known: FederationFacts, call: AssertedCall): Generator<AssertionProbes> {
  const ends = endsOf(known, call);
  const answers = answersOf(known, call).filter(({ localFirst }) => !localFirst);
  const [first] = answers;
  if (!first) return;
  for (const account of accountsOf(call, answers)) {
    const fitting = answers.filter(({ consumption }) => coversCaller(consumption.callers, `${account.namespace}/${account.account}`));
    for (const asked of requestsOf(call, first, ends))
      yield { kind: "always", call, ends, calls: fitting.flatMap((answer) => callsOf(call, answer, account, [asked])) };
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

function grantsOf({ federation }: FederationFacts, { from, to }: AssertedCall): readonly Grant[] {
  return federation.grants.filter(
    ({ consumer, exposure, inactive, mode }) =>
      consumer.name === from && exposure.service.name === to && inactive === undefined && mode === "gateways" && exposure.cluster.managed,
  );
}

function asPartner(known: FederationFacts, grant: Grant, call: AssertedCall, ends: readonly Exposure[]): readonly Call[] {
  if (!ends.includes(grant.exposure)) return [];
  const asked = grant.exposure.service.protocol === "tcp" ? [undefined] : stated(call, grantedRequests(grant.allow));
  return waysToAsk(known, grant).flatMap((flight) => asked.map((one) => atIngress(flight, ownCertificate(grant.consumer), one)));
}

function requestsOf(call: AssertedCall, { consumption }: AnsweredPort, ends: readonly Exposure[]): readonly (HttpRequest | undefined)[] {
  if (consumption.service.protocol === "tcp") return [undefined];
  const allows = ends.flatMap(({ allows }) => allows.filter(({ consumer }) => consumer === consumption.cluster));
  return stated(call, allows.flatMap(grantedRequests));
}

/** What is asserted, and where it leaves something open, what is granted of that. */
function stated({ method, path, rpc }: AssertedCall, granted: readonly (HttpRequest | undefined)[]): readonly (HttpRequest | undefined)[] {
  const open = [request("GET", "/"), ...granted.flatMap((one) => one ?? [])];
  if (rpc !== undefined) return [request("POST", `/${rpc.replace(/\/\*$/, "/probe")}`)];
  const asked = path?.endsWith("/*") ? `${path.slice(0, -1)}probe` : path;
  const all = open.map((one) => request(method ?? one.method, asked ?? one.path));
  return [...new Map(all.map((one) => [`${one.method} ${one.path}`, one])).values()];
}

/** A route may want another method or path than the assertion speaks of. */
function isAbout({ method, path, rpc }: AssertedCall, request: HttpRequest): boolean {
  const wanted = path ?? (rpc === undefined ? undefined : `/${rpc}`);
  const asked = request.path.split("?", 1)[0] ?? "";
  const byPath = wanted === undefined || (wanted.endsWith("/*") ? asked.startsWith(wanted.slice(0, -1)) : asked === wanted);
  return byPath && (method === undefined || method === request.method);
}

/** By each route, and with ever more exposing clusters of a failover gone. */
function callsOf(
  asserted: AssertedCall,
  { consumption, routes, failover }: AnsweredPort,
  account: Account,
  asked: readonly (HttpRequest | undefined)[],
): readonly Call[] {
  const { cluster, as, port, callerLabels = {} } = consumption;
  const from: Workload = {
    kind: "workload",
    cluster: cluster.name,
    ...account,
    labels: callerLabels,
    host: as?.host ?? "",
    port: port ?? 0,
  };
  const exposers = failover.map(({ exposure }) => exposure.cluster.name);
  return asked.flatMap((one) => {
    if (one === undefined) return [{ from }];
    const byRoutes = routes
      .flatMap(({ match }) => matching(one, match) ?? [])
      .filter((request) => isAbout(asserted, request))
      .map((request) => ({ from, request }));
    return [{ from, request: one }, ...byRoutes, ...exposers.map((_, i) => ({ from, request: one, down: exposers.slice(0, i) }))];
  });
}
