import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject, valuesAt } from "../kubernetes-object.ts";
import { type Surroundings, valuesOf } from "../surroundings.ts";
import { duration, type FreeField, live, oneOf, wholeNumber } from "./free-field.ts";

const versions: readonly unknown[] = ["TLSV1_2", "TLSV1_3", "TLS_AUTO"];

/** A range without a version in it takes no connection. */
function isNewTls({ path, found }: FieldEdit, { data }: KubernetesObject): boolean {
  const [tls] = valuesAt(data, path.slice(0, -1).join("."));
  const { minProtocolVersion, maxProtocolVersion } = isData(tls) ? tls : {};
  const isEmpty = minProtocolVersion === "TLSV1_3" && maxProtocolVersion === "TLSV1_2";
  return !isEmpty && (found === undefined || versions.includes(found));
}

export const gatewayFields: readonly FreeField[] = [
  { at: "spec.servers.*.name", why: "a name for statistics" },
  { at: "spec.servers.*.port.name", why: "a port's name", when: isUniqueName },
  {
    at: "spec.servers.*.tls.minProtocolVersion",
    why: "how old TLS may be, as long as it is none that is broken",
    when: isNewTls,
  },
  {
    at: "spec.servers.*.tls.maxProtocolVersion",
    why: "how new TLS may be",
    when: isNewTls,
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
  { at: "spec.http.*.timeout", why: patience, when: duration },
  { at: "spec.http.*.retries.attempts", why: patience, when: wholeNumber(0) },
  { at: "spec.http.*.retries.perTryTimeout", why: patience, when: duration },
  { at: "spec.http.*.retries.backoff", why: patience, when: duration },
  { at: "spec.http.*.retries.retryOn", why: patience, when: live((found) => /^[\w,-]+$/.test(String(found))) },
];

const limits = "how many connections and requests there may be at a time, and how long they live";
const order = "in which turn endpoints are called that are all as good";

const found = "how soon a dead endpoint is found and tried again";

/** In each place where a DestinationRule has settings. */
const settings: readonly FreeField[] = [
  { at: "connectionPool.tcp.maxConnections", why: limits, when: wholeNumber() },
  { at: "connectionPool.tcp.connectTimeout", why: limits, when: duration },
  { at: "connectionPool.tcp.idleTimeout", why: limits, when: duration },
  { at: "connectionPool.tcp.maxConnectionDuration", why: limits, when: duration },
  { at: "connectionPool.tcp.tcpKeepalive.probes", why: limits, when: wholeNumber() },
  { at: "connectionPool.tcp.tcpKeepalive.time", why: limits, when: duration },
  { at: "connectionPool.tcp.tcpKeepalive.interval", why: limits, when: duration },
  { at: "connectionPool.http.http1MaxPendingRequests", why: limits, when: wholeNumber() },
  { at: "connectionPool.http.http2MaxRequests", why: limits, when: wholeNumber() },
  { at: "connectionPool.http.maxRequestsPerConnection", why: limits, when: wholeNumber(0) },
  { at: "connectionPool.http.maxRetries", why: limits, when: wholeNumber(0) },
  { at: "connectionPool.http.maxConcurrentStreams", why: limits, when: wholeNumber() },
  { at: "connectionPool.http.idleTimeout", why: limits, when: duration },
  { at: "loadBalancer.simple", why: order, when: oneOf("ROUND_ROBIN", "LEAST_REQUEST", "LEAST_CONN", "RANDOM", "UNSPECIFIED") },
  { at: "loadBalancer.consistentHash.**", why: order },
  { at: "loadBalancer.warmup.**", why: order },
  { at: "loadBalancer.warmupDurationSecs", why: order, when: duration },
  { at: "outlierDetection.interval", why: found, when: duration },
  { at: "outlierDetection.baseEjectionTime", why: found, when: duration },
  ...["consecutiveLocalOriginFailures", "consecutiveGatewayErrors", "consecutive5xxErrors"].map((field) => ({
    at: `outlierDetection.${field}`,
    why: found,
    // 0 is never.
    when: ({ meant, found }: FieldEdit) =>
      [meant, found].every((count) => typeof count === "number" && count > 0 && Number.isInteger(count)),
  })),
];

/** Settings of HTTP say nothing of a subset that only tcp goes to. */
function isForTcp({ path }: FieldEdit, { data }: KubernetesObject, surroundings: Surroundings): boolean {
  const [name] = valuesAt(data, `${path.slice(0, 3).join(".")}.name`);
  const [host] = valuesAt(data, "spec.host");
  const leadsThere = (kind: "http" | "tcp" | "tls") =>
    valuesOf(surroundings, "VirtualService", `spec.${kind}.*.route.*.destination`).some(
      (destination) => isData(destination) && destination.subset === name && destination.host === host,
    );
  return !leadsThere("http") && (leadsThere("tcp") || leadsThere("tls"));
}

const settingsByPlace = ["spec.trafficPolicy", "spec.trafficPolicy.portLevelSettings.*", "spec.subsets.*.trafficPolicy"].flatMap((place) =>
  settings.map((field) => ({ ...field, at: `${place}.${field.at}` })),
);

export const destinationRuleFields: readonly FreeField[] = [
  ...settingsByPlace,
  { at: "spec.subsets.*.trafficPolicy.connectionPool.http.**", why: "settings of HTTP, where only tcp goes", when: isForTcp },
];
