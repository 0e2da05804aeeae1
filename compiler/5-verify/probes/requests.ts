import type { AlternativeEntry, Protocol } from "../../1-load/federation-file.ts";
import type { Allow } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";

const commonMethods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

export function request(method: string, path: string): HttpRequest {
  return { method, path, headers: {} };
}

/** Requests that an allow grants: each method and each path of each alternative. `undefined` stands for a tcp connection. */
export function grantedRequests({ alternatives, exposure }: Allow): readonly (HttpRequest | undefined)[] {
  const { protocol } = exposure.service;
  if (protocol === "tcp") return [undefined];
  return alternatives.flatMap((alternative) => {
    const [method = "GET", ...methods] = methodsOf(alternative, protocol);
    const paths = allowedPaths(alternative).flatMap(within);
    const [path = "/"] = paths;
    return [...paths.map((one) => request(method, one)), ...methods.map((one) => request(one, path))];
  });
}

/** Requests that come closest to the granted ones without being granted: other methods, and neighbouring paths. */
export function besideRequests(allow: Allow): readonly HttpRequest[] {
  const { protocol } = allow.exposure.service;
  if (protocol === "tcp") return [request("GET", "/")];
  return allow.alternatives.flatMap((alternative) => {
    const methods = methodsOf(alternative, protocol);
    const paths = allowedPaths(alternative);
    const [method = "GET"] = methods;
    const [path = "/"] = paths.flatMap(within);
    const otherMethod = commonMethods.find((one) => !methods.includes(one)) ?? "TRACE";
    return [request(otherMethod, path), request(method.toLowerCase(), path), ...paths.flatMap(beside).map((one) => request(method, one))];
  });
}

/** Without repetitions. */
export function distinctRequests<Sent extends HttpRequest | undefined>(requests: readonly Sent[]): readonly Sent[] {
  const key = (sent: Sent) => sent && `${sent.method} ${sent.path} ${Object.entries(sent.headers).join()}`;
  return [...new Map(requests.map((one) => [key(one), one])).values()];
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
