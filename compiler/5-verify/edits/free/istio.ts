import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject, valuesAt } from "../kubernetes-object.ts";
import { type Surroundings, valuesOf } from "../surroundings.ts";
import { duration, type FreeField, freeFields, isWholeNumber, missingOr, oneOf, wholeNumber } from "./free-field.ts";

export const gatewayFields: readonly FreeField[] = [
  ...freeFields("a name for statistics", "spec.servers.*", ["name"]),
  ...freeFields("a port's name", "spec.servers.*", ["port.name"], isUniqueName),
  ...freeFields("how old TLS may be, as long as it is not broken", "spec.servers.*", ["tls.minProtocolVersion"], isSafeTls),
  ...freeFields("how new TLS may be", "spec.servers.*", ["tls.maxProtocolVersion"], isSafeTls),
];

const safeVersions: readonly unknown[] = ["TLSV1_2", "TLSV1_3", "TLS_AUTO"];

/** Under an empty range of versions, a server accepts no connection. */
function isSafeTls({ path, found }: FieldEdit, { data }: KubernetesObject): boolean {
  const [tls] = valuesAt(data, path.slice(0, -1).join("."));
  const { minProtocolVersion, maxProtocolVersion } = isData(tls) ? tls : {};
  const isEmpty = minProtocolVersion === "TLSV1_3" && maxProtocolVersion === "TLSV1_2";
  return !isEmpty && (found === undefined || safeVersions.includes(found));
}

/** Istio drops a Gateway with two ports of one name. */
function isUniqueName({ found }: FieldEdit, { data }: KubernetesObject): boolean {
  const names = valuesAt(data, "spec.servers.*.port.name").filter((name) => name === found);
  return typeof found === "string" && /^[\w-]+$/.test(found) && names.length === 1;
}

const patience = "how long and how often a call is tried";

export const virtualServiceFields: readonly FreeField[] = [
  ...freeFields("a name for statistics", "spec.http.*", ["name"]),
  ...freeFields(patience, "spec.http.*", ["timeout", "retries.perTryTimeout", "retries.backoff"], duration),
  ...freeFields(patience, "spec.http.*", ["retries.attempts"], wholeNumber(0)),
  ...freeFields(
    patience,
    "spec.http.*",
    ["retries.retryOn"],
    missingOr((found) => /^[\w,-]+$/.test(String(found))),
  ),
];

const limits = "how many connections and requests there may be at a time, and how long they live";
const order = "in which turn endpoints are called that are all as good";
const detection = "how soon a dead endpoint is found and tried again";
const balancers = oneOf("ROUND_ROBIN", "LEAST_REQUEST", "LEAST_CONN", "RANDOM", "UNSPECIFIED");

/** The settings of a DestinationRule at one of their places. */
function settingsAt(place: string): readonly FreeField[] {
  const [tcp, http] = [`${place}.connectionPool.tcp`, `${place}.connectionPool.http`];
  const httpCounts = ["http1MaxPendingRequests", "http2MaxRequests", "maxConcurrentStreams"];
  return [
    ...freeFields(limits, tcp, ["maxConnections", "tcpKeepalive.probes"], wholeNumber()),
    ...freeFields(
      limits,
      tcp,
      ["connectTimeout", "idleTimeout", "maxConnectionDuration", "tcpKeepalive.time", "tcpKeepalive.interval"],
      duration,
    ),
    ...freeFields(limits, http, httpCounts, wholeNumber()),
    ...freeFields(limits, http, ["maxRequestsPerConnection", "maxRetries"], wholeNumber(0)),
    ...freeFields(limits, http, ["idleTimeout"], duration),
    ...freeFields(order, `${place}.loadBalancer`, ["simple"], balancers),
    ...freeFields(order, `${place}.loadBalancer`, ["consistentHash.**", "warmup.**"]),
    ...freeFields(order, `${place}.loadBalancer`, ["warmupDurationSecs"], duration),
    ...freeFields(detection, `${place}.outlierDetection`, ["interval", "baseEjectionTime"], duration),
    ...freeFields(
      detection,
      `${place}.outlierDetection`,
      ["consecutiveLocalOriginFailures", "consecutiveGatewayErrors", "consecutive5xxErrors"],
      // 0 turns the detection off.
      ({ meant, found }) => isWholeNumber(meant) && isWholeNumber(found),
    ),
  ];
}

export const destinationRuleFields: readonly FreeField[] = [
  ...["spec.trafficPolicy", "spec.trafficPolicy.portLevelSettings.*", "spec.subsets.*.trafficPolicy"].flatMap(settingsAt),
  ...freeFields("settings of HTTP, where only tcp goes", "spec.subsets.*.trafficPolicy.connectionPool", ["http.**"], isForTcp),
];

/** Whether only tcp routes lead to a subset. */
function isForTcp({ path }: FieldEdit, { data }: KubernetesObject, surroundings: Surroundings): boolean {
  const [name] = valuesAt(data, `${path.slice(0, 3).join(".")}.name`);
  const [host] = valuesAt(data, "spec.host");
  const hasRoute = (kind: "http" | "tcp" | "tls") =>
    valuesOf(surroundings, "VirtualService", `spec.${kind}.*.route.*.destination`).some(
      (destination) => isData(destination) && destination.subset === name && destination.host === host,
    );
  return !hasRoute("http") && (hasRoute("tcp") || hasRoute("tls"));
}
