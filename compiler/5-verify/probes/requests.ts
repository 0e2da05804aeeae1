import type { AlternativeEntry, Protocol } from "../../1-load/federation-file.ts";
import type { Allow, Cluster } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { getOrMake, getOrMakeAmong } from "../../istio/objects/indexed.ts";
import { allowText, asReadIn, normalizationOf } from "../intent/granted-request.ts";
import type { Sent } from "./probe.ts";

const commonMethods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

export function request(method: string, path: string): HttpRequest {
  return { method, path, headers: {} };
}

/** Requests that an allow grants: each method and each path of each alternative. `undefined` stands for a tcp connection. */
export function grantedRequests(allow: Allow): readonly Sent[] {
  return requestsOf(allow).granted;
}

/** Requests that come closest to the granted ones without being granted: other methods, and neighbouring paths. */
export function besideRequests(allow: Allow): readonly HttpRequest[] {
  return requestsOf(allow).beside;
}

/** The first of the granted requests, as a list. */
export function firstGranted(allow: Allow): readonly Sent[] {
  return requestsOf(allow).first;
}

interface RequestsOfAllow {
  readonly granted: readonly Sent[];
  readonly first: readonly Sent[];
  readonly beside: readonly HttpRequest[];
}

/** By what an allow grants. Many allows grant the same, and what comes of the same list is worked out once. */
const madeBefore = new Map<string, RequestsOfAllow>();

/** The largest number of lists that are kept. */
const maxKept = 1000;

const requestsByAllow = new WeakMap<Allow, RequestsOfAllow>();

function requestsOf(allow: Allow): RequestsOfAllow {
  return getOrMake(requestsByAllow, allow, () => requestsLike(allow));
}

function requestsLike(allow: Allow): RequestsOfAllow {
  const { alternatives, exposure } = allow;
  const { protocol } = exposure.service;
  return kept(madeBefore, `${protocol} ${allowText(allow)}`, () => {
    const isTcp = protocol === "tcp";
    const granted = isTcp ? [undefined] : alternatives.flatMap((alternative) => grantedBy(alternative, protocol));
    const beside = isTcp ? [request("GET", "/")] : alternatives.flatMap((alternative) => besideOf(alternative, protocol));
    return { granted, first: granted.slice(0, 1), beside };
  });
}

/** The value under a key; makes it, and forgets all others if there are too many. */
export function kept<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  return getOrMakeAmong(maxKept, values, key, make);
}

function grantedBy(alternative: AlternativeEntry, protocol: Protocol): readonly HttpRequest[] {
  const [method = "GET", ...methods] = methodsOf(alternative, protocol);
  const paths = allowedPaths(alternative).flatMap(within);
  const [path = "/"] = paths;
  return [...paths.map((one) => request(method, one)), ...methods.map((one) => request(one, path))];
}

function besideOf(alternative: AlternativeEntry, protocol: Protocol): readonly HttpRequest[] {
  const methods = methodsOf(alternative, protocol);
  const paths = allowedPaths(alternative);
  const [method = "GET"] = methods;
  const [path = "/"] = paths.flatMap(within);
  const otherMethod = commonMethods.find((one) => !methods.includes(one)) ?? "TRACE";
  return [request(otherMethod, path), request(method.toLowerCase(), path), ...paths.flatMap(beside).map((one) => request(method, one))];
}

/** Without repetitions. */
export function distinctRequests<Request extends Sent>(requests: readonly Request[]): readonly Request[] {
  return distinctBy(requests, (sent) => sent.path);
}

/**
 * One of all requests that the first proxy, of this cluster, reads alike: no later proxy can tell them apart, and neither can the file, which
 * means requests as they are read. `under` is put before each path. The same lists give the same list.
 */
export function distinctReadings(cluster: Cluster, lists: readonly (readonly Sent[])[], under = "/"): readonly Sent[] {
  return kept(readings, `${lists.map(numberOf).join()} ${normalizationOf(cluster)} ${under}`, () => {
    const [first = [], ...others] = lists;
    const all = others.length === 0 ? first : lists.flat();
    return distinctBy(below(under, all), (sent) => asReadIn(cluster, sent)?.path);
  });
}

const readings = new Map<string, readonly Sent[]>();

/** Requests with a path before their own. The same list gives the same list. */
export function below(path: string, requests: readonly Sent[]): readonly Sent[] {
  if (path === "/") return requests;
  return kept(belowPaths, `${numberOf(requests)} ${path}`, () =>
    requests.map((sent) => sent && { ...sent, path: `${path}${sent.path.slice(1)}` }),
  );
}

const belowPaths = new Map<string, readonly Sent[]>();

/** A number for each list. */
function numberOf(list: readonly Sent[]): number {
  return getOrMake(numbers, list, () => {
    lastNumber += 1;
    return lastNumber;
  });
}

const numbers = new WeakMap<readonly Sent[], number>();
let lastNumber = 0;

function distinctBy<Request extends Sent>(
  requests: readonly Request[],
  pathOf: (sent: HttpRequest) => string | undefined,
): readonly Request[] {
  const distinct = new Map<string, Request>();
  for (const sent of requests) {
    const key = sent ? `${sent.method} ${pathOf(sent)}${headersText(sent)}` : "";
    if (!distinct.has(key)) distinct.set(key, sent);
  }
  return distinct.size === requests.length ? requests : [...distinct.values()];
}

function headersText({ headers }: HttpRequest): string {
  let text = "";
  for (const name in headers) text += ` ${name}: ${headers[name]}`;
  return text;
}

function methodsOf({ methods = "any" }: AlternativeEntry, protocol: Protocol): readonly string[] {
  if (protocol === "grpc") return ["POST"];
  return methods === "any" ? ["GET", "POST"] : methods;
}

/** Every path that an alternative allows, exact or as a prefix that ends in `/*`. */
export function allowedPaths({ paths, rpcs }: AlternativeEntry): readonly string[] {
  if (rpcs !== undefined) return rpcs === "any" ? ["/*"] : rpcs.map((rpc) => `/${rpc}`);
  return paths ?? ["/*"];
}

function within(path: string): readonly string[] {
  return path.endsWith("/*") ? [`${path.slice(0, -1)}probe`, path.slice(0, -1)] : [path, `${path}?probe=1`];
}

function beside(path: string): readonly string[] {
  if (path === "/*") return [];
  if (!path.endsWith("/*")) return [`${path}probe`, `${path}/`, "/"];
  const name = path.slice(0, -2);
  return [name, `${name}probe`, "/"].filter((one) => one !== "");
}
