import type { FieldEdit } from "../field-edits.ts";
import { isData, valuesAt } from "../kubernetes-object.ts";
import { type FreeField, isPositive } from "./free-field.ts";

const newTls = ["TLSV1_2", "TLSV1_3", "TLS_AUTO"];

export const gatewayFields: readonly FreeField[] = [
  { at: "spec.servers.*.name", why: "a name for statistics" },
  { at: "spec.servers.*.port.name", why: "a port's name", when: isUniqueName },
  {
    at: "spec.servers.*.tls.minProtocolVersion",
    why: "how old TLS may be, as long as it is none that is broken",
    when: ({ found }) => found === undefined || newTls.includes(String(found)),
  },
  {
    at: "spec.servers.*.tls.maxProtocolVersion",
    why: "how new TLS may be",
    when: ({ found }) => found === undefined || newTls.includes(String(found)),
  },
];

/** Istio drops a Gateway with two ports of one name. */
function isUniqueName({ found }: FieldEdit, { data }: { readonly data: unknown }): boolean {
  return (
    typeof found === "string" &&
    /^[\w-]+$/.test(found) &&
    valuesAt(data, "spec.servers.*.port.name").filter((name) => name === found).length === 1
  );
}

const patience = "how long and how often a call is tried";

export const virtualServiceFields: readonly FreeField[] = [
  { at: "spec.http.*.name", why: "a name for statistics" },
  { at: "spec.http.*.timeout", why: patience },
  { at: "spec.http.*.retries.attempts", why: patience },
  { at: "spec.http.*.retries.perTryTimeout", why: patience },
  { at: "spec.http.*.retries.backoff", why: patience },
  { at: "spec.http.*.retries.retryOn", why: patience },
];

const limits = "how many connections and requests there may be at a time, and how long they live";
const order = "in which turn endpoints are called that are all as good";

/** In each place where a DestinationRule has settings. */
const settings: readonly FreeField[] = [
  { at: "connectionPool.tcp.**", why: limits },
  ...["http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries", "idleTimeout", "maxConcurrentStreams"].map(
    (field) => ({ at: `connectionPool.http.${field}`, why: limits }),
  ),
  { at: "loadBalancer.simple", why: order, when: ({ found }) => found === undefined || found !== "PASSTHROUGH" },
  { at: "loadBalancer.consistentHash.**", why: order },
  { at: "loadBalancer.warmup.**", why: order },
  { at: "loadBalancer.warmupDurationSecs", why: order },
  { at: "outlierDetection.interval", why: "how soon a dead endpoint is found and tried again" },
  { at: "outlierDetection.baseEjectionTime", why: "how soon a dead endpoint is found and tried again" },
  ...["consecutiveLocalOriginFailures", "consecutiveGatewayErrors", "consecutive5xxErrors"].map((field) => ({
    at: `outlierDetection.${field}`,
    why: "how soon a dead endpoint is found and tried again",
    // 0 is never.
    when: (edit: FieldEdit) => edit.meant !== 0 && edit.meant !== undefined && edit.found !== undefined && isPositive(edit),
  })),
];

export const destinationRuleFields: readonly FreeField[] = [
  "spec.trafficPolicy",
  "spec.trafficPolicy.portLevelSettings.*",
  "spec.subsets.*.trafficPolicy",
].flatMap((place) => settings.map((field) => ({ ...field, at: `${place}.${field.at}` })));

/** Whether a ConfigMap is read by Istio: the one with the second mesh configuration. */
export function isMeshConfig(data: unknown): boolean {
  const [config] = valuesAt(data, "data");
  return isData(config) && config.mesh !== undefined;
}
