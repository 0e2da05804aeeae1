import { isMapping } from "../../1-load/yaml/manifest-data.ts";
import { Failure } from "../../findings/failure.ts";
import { readSourceFile } from "../../inputs/federation-input.ts";
import type { Call, Caller } from "../../istio/call.ts";

const maxCallBytes = 1024 * 1024;
const help = "`fedc help why` shows two calls";

/** Reads a call from a JSON file, or from standard input for `-`. Throws a Failure if it is not a call. */
export function readCall(file: string): Call {
  const source = readSourceFile(file, maxCallBytes, "name a file with a call; `fedc help why` shows two");
  if (source.wrongEncoding) throw new Failure(source.wrongEncoding.message, source.wrongEncoding.help);
  try {
    return callOf(JSON.parse(source.text), "the call");
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(`\`${source.name}\` is not JSON: ${error.message}`, help);
    throw error;
  }
}

/** Reads the value of a field. Throws a Failure if it is of another type. */
type Reader<Value> = (value: unknown, name: string) => Value;

const text: Reader<string> = (value, name) => {
  if (typeof value !== "string") throw new Failure(`${name} must be a string`, help);
  return value;
};

const port: Reader<number> = (value, name) => {
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Failure(`${name} must be a port number`, help);
};

const list: Reader<readonly string[]> = (value = [], name) => {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new Failure(`${name} must be a list of strings`, help);
};

const texts: Reader<Readonly<Record<string, string>>> = (value = {}, name) =>
  Object.fromEntries(Object.entries(record(value, name)).map(([key, inner]) => [key, text(inner, `${name.slice(0, -1)}.${key}\``)]));

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isMapping(value)) return value;
  throw new Failure(`${name} must be an object`, help);
}

type Readers = Readonly<Record<string, Reader<unknown>>>;
type Fields<Given extends Readers> = { readonly [Name in keyof Given]: ReturnType<Given[Name]> };

/** An object with these fields and no others. */
function fields<Given extends Readers>(readers: Given): Reader<Fields<Given>> {
  return (value, name) => {
    const written = record(value, name);
    for (const field of Object.keys(written))
      if (!Object.hasOwn(readers, field)) throw new Failure(`${name} has no field \`${field}\``, help);
    const entries = Object.entries(readers).map(([field, reader]) => [field, reader(written[field], `\`${field}\``)]);
    return Object.fromEntries(entries) as Fields<Given>;
  };
}

function optional<Value>(reader: Reader<Value>): Reader<Value | undefined> {
  return (value, name) => (value === undefined ? undefined : reader(value, name));
}

const headers: Reader<Readonly<Record<string, string>>> = (value, name) =>
  Object.fromEntries(Object.entries(texts(value, name)).map(([header, content]) => [header.toLowerCase(), content]));

const gateway: Reader<"ingress" | "egress"> = (value) => {
  if (value !== "ingress" && value !== "egress") throw new Failure("`at.gateway` is `ingress` or `egress`", help);
  return value;
};

const gatewayAt = fields({ cluster: text, gateway });
const podAt = fields({ cluster: text, namespace: text, labels: texts });
const workload = fields({
  kind: () => "workload" as const,
  cluster: text,
  namespace: text,
  account: text,
  host: text,
  port,
  labels: texts,
});
const externalClient = fields({
  kind: () => "externalClient" as const,
  at: (value, name) => ("gateway" in record(value, name) ? gatewayAt : podAt)(value, name),
  port,
  sni: text,
  host: optional(text),
  certificate: optional(fields({ uris: list, dns: list, root: text })),
});

const caller: Reader<Caller> = (value, name) => {
  const { kind } = record(value, name);
  if (kind === "workload") return workload(value, name);
  if (kind !== "externalClient") throw new Failure("`from.kind` is `workload` or `externalClient`", help);
  const { certificate, ...client } = externalClient(value, name);
  return { ...client, host: client.host ?? client.sni, ...(certificate && { certificate }) };
};

const callOf: Reader<Call> = (value, name) => {
  const { from, request, unavailable } = callFields(value, name);
  return { from, ...(request && { request }), ...(unavailable && { unavailable }) };
};

const callFields = fields({
  from: caller,
  request: optional(fields({ method: text, path: text, headers })),
  unavailable: optional(list),
});
