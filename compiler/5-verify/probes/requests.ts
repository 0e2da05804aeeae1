import type { AlternativeEntry, Protocol } from "../../1-load/federation-file.ts";
import type { Allow, Cluster } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { asReadIn } from "../intent/granted-request.ts";
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

interface RequestsOfAllow {
  readonly granted: readonly Sent[];
  readonly beside: readonly HttpRequest[];
}

/** By the text of an allow: many exposers allow the same, and the requests of each allow are needed many times. */
const madeBefore = new Map<string, RequestsOfAllow>();

/** The largest number of allows that are kept. */
const maxKept = 1000;

function requestsOf({ alternatives, exposure }: Allow): RequestsOfAllow {
  const { protocol } = exposure.service;
  const key = `${protocol} ${JSON.stringify(alternatives.map(({ methods, paths, rpcs }) => [methods, paths, rpcs]))}`;
  const known = madeBefore.get(key);
  if (known) return known;
  const requests: RequestsOfAllow =
    protocol === "tcp"
      ? { granted: [undefined], beside: [request("GET", "/")] }
      : {
          granted: alternatives.flatMap((alternative) => grantedBy(alternative, protocol)),
          beside: alternatives.flatMap((alternative) => besideOf(alternative, protocol)),
        };
  if (madeBefore.size >= maxKept) madeBefore.clear();
  madeBefore.set(key, requests);
  return requests;
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
 * means requests as they are read.
 */
export function distinctReadings<Request extends Sent>(cluster: Cluster, requests: readonly Request[], under = "/"): readonly Request[] {
  return distinctBy(requests, (sent) => asReadIn(cluster, under === "/" ? sent : { ...sent, path: `${under}${sent.path.slice(1)}` })?.path);
}

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
