import type { CallKind, PlannedCall, PodName } from "./call.ts";
import { type Expectation, readExpectation, tolerance } from "./expectation.ts";
import { type Fields, text } from "./fields.ts";
import { certificateOf, sightOf, versionOf } from "./read-request.ts";

const methods = ["get", "post", "put", "delete", "patch", "head", "options", "connect"];
const always = ["from", "expect", "by", "times", "share", "within", "headers", "sees", "outside"];
const ofHttp = [...methods, "http", "target"];
const ofKind = { http: ofHttp, tcp: ["tcp"], grpc: ["grpc", "method"], tls: ["tls", "port", "sni", "host", "certificate", ...ofHttp] };

/** Reads a list of calls that YAML has read. Throws with the number of the call that is wrong. */
export function readCalls(document: unknown): readonly PlannedCall[] {
  if (!Array.isArray(document)) throw new Error("a file of calls is a list");
  return document.map((entry, index) => {
    try {
      return readPlannedCall(entry as Fields);
    } catch (error) {
      throw new Error(`call ${index + 1} (${JSON.stringify(entry)}): ${(error as Error).message}`);
    }
  });
}

function readPlannedCall(entry: Fields): PlannedCall {
  const what = kindOf(entry);
  const unknown = Object.keys(entry).find((field) => !always.includes(field) && !ofKind[what.kind].includes(field));
  if (unknown !== undefined) throw new Error(`a call over ${what.kind} has no field \`${unknown}\``);
  return {
    from: podName(text(entry, "from")),
    what,
    ...expected(entry),
    ...(entry.sees !== undefined && { sees: sightOf(entry.sees as Fields) }),
    ...(entry.outside !== undefined && { outside: text(entry, "outside") }),
  };
}

function kindOf(entry: Fields): CallKind {
  const headers = headersOf(entry);
  if (entry.tls !== undefined) return tlsCall(entry, headers);
  if (entry.tcp !== undefined) return { kind: "tcp", ...hostAndPort(text(entry, "tcp")) };
  if (entry.grpc !== undefined) return { kind: "grpc", ...hostAndPort(text(entry, "grpc")), path: text(entry, "method"), headers };
  const method = methodOf(entry);
  return { kind: "http", method: method.toUpperCase(), url: text(entry, method), ...versionOf(entry), headers };
}

function tlsCall(entry: Fields, headers: Readonly<Record<string, string>>): CallKind {
  const method = methodOf(entry);
  const sni = text(entry, "sni");
  return {
    kind: "tls",
    to: podName(text(entry, "tls")),
    port: Number(entry.port ?? 15443),
    sni,
    host: entry.host === undefined ? sni : text(entry, "host"),
    method: method.toUpperCase(),
    path: text(entry, method),
    ...versionOf(entry),
    headers,
    ...(entry.certificate !== undefined && { certificate: certificateOf(entry.certificate as Fields) }),
  };
}

/** By a sentence, or by the fields `expect`, `by`, `times`, `share` and `within`. */
function expected(entry: Fields): { readonly expect: Expectation; readonly times: number } {
  const times = Number(entry.times ?? 1);
  if (entry.share !== undefined) return { times, expect: sharesOf(entry.share as Fields, times, entry.within) };
  if (entry.expect === undefined) throw new Error("it does not say what to `expect`");
  const read = readExpectation(String(entry.expect));
  if (entry.by === undefined || read.expect.kind !== "answer") return { times, ...read };
  return { times, expect: { ...read.expect, by: [String(entry.by)] } };
}

/** An empty share asks for nothing; the application `null` is no application. */
function sharesOf(share: Fields, times: number, within: unknown): Expectation {
  const shares = new Map(Object.entries(share).map(([app, part]) => [app, Number(part)]));
  if (shares.size === 0) return { kind: "anything" };
  if (shares.size === 1 && (shares.has("null") || shares.has(""))) return { kind: "refused" };
  return { kind: "shares", shares, within: within === undefined ? tolerance(shares, times) : Number(within) };
}

function podName(name: string): PodName {
  const [, cluster, pod] = /^([^/]+)\/([^/]+\/[^/]+)$/.exec(name) ?? [];
  if (cluster === undefined || pod === undefined) throw new Error(`\`${name}\` is no pod: write \`cluster/namespace/deployment\``);
  return { cluster, pod };
}

function hostAndPort(name: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^(.+):(\d+)$/.exec(name) ?? [];
  if (host === undefined) throw new Error(`\`${name}\` is no address: write \`host:port\``);
  return { host, port: Number(port) };
}

function methodOf(entry: Fields): string {
  const [method, ...more] = methods.filter((name) => entry[name] !== undefined);
  if (method === undefined) throw new Error(`it calls nothing: it needs one of ${methods.join(", ")}, tcp or grpc`);
  if (more.length > 0) throw new Error(`it cannot be both ${method} and ${more.join(" and ")}`);
  return method;
}

function headersOf(entry: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries((entry.headers ?? {}) as Fields).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
