import { readFederation } from "../../environment/federation-input.ts";
import { Failure } from "../../findings/failure.ts";
import type { Call, Caller } from "../../istio/call.ts";

const mostBytes = 1024 * 1024;
const help = "`fedc help why` shows two calls";

/** Reads a call from a JSON file, or from standard input for `-`. Throws a Failure where it is none. */
export function readCall(file: string): Call {
  const { source } = readFederation(file, mostBytes, "name a file with a call; `fedc help why` shows two");
  if (source.wrongEncoding) throw new Failure(source.wrongEncoding.message, source.wrongEncoding.help);
  let written: unknown;
  try {
    written = JSON.parse(source.text);
  } catch (error) {
    throw new Failure(`\`${source.name}\` is not JSON: ${(error as Error).message}`, help);
  }
  const call = record(written, "the call");
  known(call, "the call", ["from", "request", "down"]);
  const request = call.request === undefined ? undefined : record(call.request, "request");
  if (request) known(request, "request", ["method", "path", "headers"]);
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
    known(from, "from", ["kind", "cluster", "namespace", "account", "labels", "host", "port"]);
    const { cluster, namespace, account, host } = named(from, ["cluster", "namespace", "account", "host"]);
    return { kind: "workload", cluster, namespace, account, host, port: port(from), labels: texts(from, "labels") };
  }
  if (from.kind !== "externalClient") throw new Failure("`from.kind` is `workload` or `externalClient`", help);
  known(from, "from", ["kind", "at", "port", "sni", "host", "certificate"]);
  const certificate = from.certificate === undefined ? undefined : record(from.certificate, "certificate");
  if (certificate) known(certificate, "certificate", ["uris", "dns", "root"]);
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
    known(at, "at", ["cluster", "namespace", "labels"]);
    return { ...named(at, ["cluster", "namespace"]), labels: texts(at, "labels") };
  }
  known(at, "at", ["cluster", "gateway"]);
  if (at.gateway !== "ingress" && at.gateway !== "egress") throw new Failure("`at.gateway` is `ingress` or `egress`", help);
  return { cluster: text(at, "cluster"), gateway: at.gateway };
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Failure(`${what} must be an object`, help);
}

function known(fields: Fields, what: string, names: readonly string[]): void {
  for (const name of Object.keys(fields)) if (!names.includes(name)) throw new Failure(`${what} has no field \`${name}\``, help);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw new Failure(`\`${name}\` must be a text`, help);
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
  throw new Failure(`\`${name}\` must be a list of texts`, help);
}

function texts(fields: Fields, name: string): Readonly<Record<string, string>> {
  const value = record(fields[name] ?? {}, `\`${name}\``);
  for (const [key, inner] of Object.entries(value))
    if (typeof inner !== "string") throw new Failure(`\`${name}.${key}\` must be a text`, help);
  return value as Readonly<Record<string, string>>;
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
