import type { FederatedService } from "../../2-resolve/federation.ts";
import { httpMethods } from "../../3-check/http-methods.ts";
import { Failure } from "../../findings/failure.ts";
import { didYouMean } from "../../findings/suggest.ts";
import { readSourceFile } from "../../inputs/federation-input.ts";
import type { Call, Caller } from "../../istio/call.ts";

const maxCallBytes = 1024 * 1024;
const help = "`fedc help why` shows two calls";

/** Reads a call from a JSON file, or from standard input for `-`. Throws a Failure if it is not a call. */
export function readCall(file: string): Call {
  const source = readSourceFile(file, maxCallBytes, "name a file with a call; `fedc help why` shows two");
  if (source.wrongEncoding) throw new Failure(source.wrongEncoding.message, source.wrongEncoding.help);
  let written: unknown;
  try {
    written = JSON.parse(source.text);
  } catch (error) {
    throw new Failure(`\`${source.name}\` is not JSON: ${(error as Error).message}`, help);
  }
  const call = record(written, "the call");
  refuseUnknown(call, "the call", ["from", "request", "down"]);
  const request = call.request === undefined ? undefined : record(call.request, "request");
  if (request) refuseUnknown(request, "request", ["method", "path", "headers"]);
  return {
    from: callerOf(record(call.from, "from")),
    ...(request && {
      request: { method: text(request, "method"), path: text(request, "path"), headers: lowerCase(texts(request, "headers")) },
    }),
    ...(call.down !== undefined && { unavailable: list(call, "down") }),
  };
}

function callerOf(from: Fields): Caller {
  if (from.kind === "workload") {
    refuseUnknown(from, "from", ["kind", "cluster", "namespace", "account", "labels", "host", "port"]);
    const { cluster, namespace, account, host } = named(from, ["cluster", "namespace", "account", "host"]);
    return { kind: "workload", cluster, namespace, account, host, port: port(from), labels: texts(from, "labels") };
  }
  if (from.kind !== "externalClient") throw new Failure("`from.kind` is `workload` or `externalClient`", help);
  refuseUnknown(from, "from", ["kind", "at", "port", "sni", "host", "certificate"]);
  const certificate = from.certificate === undefined ? undefined : record(from.certificate, "certificate");
  if (certificate) refuseUnknown(certificate, "certificate", ["uris", "dns", "root"]);
  const { sni, host } = named({ host: from.sni, ...from }, ["sni", "host"]);
  return {
    kind: "externalClient",
    at: placeOf(record(from.at, "at")),
    port: port(from),
    sni,
    host,
    ...(certificate && {
      certificate: { uris: list(certificate, "uris"), dns: list(certificate, "dns"), root: text(certificate, "root") },
    }),
  };
}

function placeOf(at: Fields): Extract<Caller, { kind: "externalClient" }>["at"] {
  if (at.gateway === undefined) {
    refuseUnknown(at, "at", ["cluster", "namespace", "labels"]);
    return { ...named(at, ["cluster", "namespace"]), labels: texts(at, "labels") };
  }
  refuseUnknown(at, "at", ["cluster", "gateway"]);
  if (at.gateway !== "ingress" && at.gateway !== "egress") throw new Failure("`at.gateway` is `ingress` or `egress`", help);
  return { cluster: text(at, "cluster"), gateway: at.gateway };
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Failure(`${what} must be an object`, help);
}

function refuseUnknown(fields: Fields, what: string, names: readonly string[]): void {
  for (const name of Object.keys(fields)) if (!names.includes(name)) throw new Failure(`${what} has no field \`${name}\``, help);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw new Failure(`\`${name}\` must be a string`, help);
}

function named<Name extends string>(fields: Fields, names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, text(fields, name)])) as Record<Name, string>;
}

function port({ port }: Fields): number {
  if (Number.isInteger(port) && (port as number) > 0 && (port as number) < 65536) return port as number;
  throw new Failure("`port` must be a port number", help);
}

function list(fields: Fields, name: string): readonly string[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new Failure(`\`${name}\` must be a list of strings`, help);
}

function texts(fields: Fields, name: string): Readonly<Record<string, string>> {
  const value = record(fields[name] ?? {}, `\`${name}\``);
  for (const [key, inner] of Object.entries(value))
    if (typeof inner !== "string") throw new Failure(`\`${name}.${key}\` must be a string`, help);
  return value as Readonly<Record<string, string>>;
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The words that follow a service on the command line: a method and a path, or an rpc. */
export type RequestWords = readonly [method?: string | undefined, path?: string | undefined];

/** The request, in the terms of the service's protocol; undefined if none is given. Throws a Failure if the protocol has no such request. */
export function requestFrom(
  { name, protocol }: FederatedService,
  [first, path]: RequestWords,
): { method: string; path: string } | undefined {
  if (first === undefined) return undefined;
  if (protocol === "tcp") throw new Failure(`\`${name}\` speaks tcp: a connection has no method and no path`, `leave \`${first}\` out`);
  if (protocol === "grpc") return { method: "POST", path: `/${rpcIn(name, first, path)}` };
  if (path === undefined)
    throw new Failure(
      "a request is a method and a path",
      first.includes("/") ? `write \`GET ${withSlash(first)}\`` : `write \`${first} /PATH\``,
    );
  if (/[a-z]/.test(first)) throw new Failure(`\`${first}\` is not a method: methods are in upper case`, `write \`${first.toUpperCase()}\``);
  if (!/^[A-Z][A-Z0-9_-]*$/.test(first)) throw new Failure(`\`${first}\` is no method`, "a method is one word, such as `GET`");
  if (first === "CONNECT")
    throw new Failure("no call with `CONNECT` ever arrives: Istio's proxies do not pass it on", "`fedc explain FED426` tells why");
  if (protocol === "http" && !httpMethods.includes(first))
    throw new Failure(
      `proxies do not accept the method \`${first}\` over HTTP/1.1`,
      didYouMean(first, httpMethods) ?? "`fedc explain FED451` lists those that they accept",
    );
  if (!path.startsWith("/")) throw new Failure(`\`${path}\` is not a path: a path begins with \`/\``, `write \`${withSlash(path)}\``);
  const [plain = path] = path.split("?", 1);
  if (!/^[!"$-~]+$/.test(plain))
    throw new Failure(
      `\`${path}\` is no path that a request can have`,
      "blanks and letters that are not ASCII are written as `%20` and the like",
    );
  return { method: first, path: plain };
}

/** An rpc may be written as in federation.yaml, or as the path of its POST. */
function rpcIn(service: string, first: string, path: string | undefined): string {
  const rpc = (path ?? first).replace(/^\//, "");
  const help = "an rpc is `package.Service/Method`, such as `quotes.v1.Quotes/Get`";
  if (path !== undefined && first !== "POST")
    throw new Failure(`\`${service}\` speaks grpc, where every call is a POST, not \`${first}\``, help);
  if (!/^[^/]+\/[^/]+$/.test(rpc)) throw new Failure(`\`${rpc}\` is not an rpc, and \`${service}\` speaks grpc`, help);
  return rpc;
}

function withSlash(path: string): string {
  return `/${path.replace(/^\//, "")}`;
}
