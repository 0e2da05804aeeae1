import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { type ObjectHead, partForIstio } from "./object-head.ts";
import { mapOf } from "./shared-values.ts";
import { readVisibility, type Visibility } from "./visibility.ts";

export interface DestinationRule {
  readonly name: ObjectName;
  readonly host: string;
  readonly visibility: Visibility;
  readonly workloadSelector: Labels | undefined;
  readonly policy: TrafficPolicy | undefined;
  readonly subsets: ReadonlyMap<string, Subset>;
}

interface Subset {
  readonly labels: Labels;
  readonly policy: TrafficPolicy | undefined;
}

/** The settings that decide where a call goes, and under which names. */
export interface PortPolicy {
  readonly tls: ClientTls | undefined;
  /** Without outlier detection, Envoy does not find out that an endpoint is dead. */
  readonly outlierDetection: boolean | undefined;
  /** Labels, in order, as `key` or `key=value`. Undefined if load balancing is not set. */
  readonly failoverPriority: readonly string[] | undefined;
}

interface TrafficPolicy extends PortPolicy {
  readonly ports: ReadonlyMap<number, PortPolicy>;
}

export interface ClientTls {
  readonly mode: "MUTUAL" | "ISTIO_MUTUAL" | "DISABLE";
  readonly credential: string | undefined;
  readonly sni: string | undefined;
  readonly subjectAltNames: readonly string[] | undefined;
}

export function readDestinationRule(head: ObjectHead): DestinationRule {
  const spec = partForIstio(head, "spec").only("host", "exportTo", "workloadSelector", "trafficPolicy", "subsets");
  const host = spec.text("host").toLowerCase();
  if (!host.includes(".") || host.startsWith("*")) spec.fail("host", "the model knows only whole names here");
  const visibility = readVisibility(spec, head.name.namespace);
  const workloadSelector = spec.maybeFields("workloadSelector")?.only("matchLabels").labels("matchLabels");
  if (workloadSelector && (visibility?.length !== 1 || visibility[0] !== head.name.namespace))
    spec.fail("exportTo", "a rule with `workloadSelector` is for its own namespace only");
  const subsets: [string, Subset][] = [];
  for (const subset of spec.list("subsets")) {
    const name = subset.only("name", "labels", "trafficPolicy").text("name");
    if (subsets.some(([other]) => other === name)) subset.fail("name", "Istio drops one of two subsets of one name");
    subsets.push([name, { labels: subset.labels("labels"), policy: readPolicy(subset) }]);
  }
  return { name: head.name, host, visibility, workloadSelector, policy: readPolicy(spec), subsets: mapOf(subsets) };
}

function readPolicy(above: Fields): TrafficPolicy | undefined {
  const policy = above.maybeFields("trafficPolicy");
  if (!policy) return undefined;
  const ports = policy
    .list("portLevelSettings")
    .map((port) => [port.fields("port").only("number").number("number"), readPortPolicy(port, "port")] as const);
  const { tls, outlierDetection, failoverPriority } = readPortPolicy(policy, "portLevelSettings");
  return { tls, outlierDetection, failoverPriority, ports: mapOf(ports) };
}

function readPortPolicy(policy: Fields, extraField: string): PortPolicy {
  policy.only("connectionPool", "outlierDetection", "loadBalancer", "tls", extraField);
  const pool = policy.maybeFields("connectionPool")?.only("http", "tcp");
  pool?.maybeFields("http")?.only("useClientProtocol", "idleTimeout");
  pool?.maybeFields("tcp")?.only("connectTimeout", "tcpKeepalive").maybeFields("tcpKeepalive")?.only("time", "interval", "probes");
  return { tls: readTls(policy), outlierDetection: readOutlierDetection(policy), failoverPriority: readFailoverPriority(policy) };
}

function readOutlierDetection(policy: Fields): true | undefined {
  const detection = policy
    .maybeFields("outlierDetection")
    ?.only(
      "splitExternalLocalOriginErrors",
      "consecutiveLocalOriginFailures",
      "consecutiveGatewayErrors",
      "consecutive5xxErrors",
      "interval",
      "baseEjectionTime",
      "maxEjectionPercent",
    );
  // A smaller share would leave dead endpoints in use.
  if (detection && detection.maybeNumber("maxEjectionPercent") !== 100)
    detection.fail("maxEjectionPercent", "the model knows only 100 here");
  return detection && true;
}

function readFailoverPriority(policy: Fields): readonly string[] | undefined {
  const locality = policy.maybeFields("loadBalancer")?.only("localityLbSetting").fields("localityLbSetting");
  if (locality && !locality.only("enabled", "failoverPriority").boolean("enabled"))
    locality.fail("enabled", "the model knows only true here");
  return locality?.texts("failoverPriority");
}

function readTls(policy: Fields): ClientTls | undefined {
  const tls = policy.maybeFields("tls")?.only("mode", "credentialName", "sni", "subjectAltNames");
  if (!tls) return undefined;
  const mode = tls.choice("mode", ["MUTUAL", "ISTIO_MUTUAL", "DISABLE"]);
  if ((mode === "MUTUAL") !== tls.has("credentialName")) tls.fail("credentialName", "it belongs to mode MUTUAL, and to no other");
  return {
    mode,
    credential: tls.maybeText("credentialName"),
    sni: tls.maybeText("sni")?.toLowerCase(),
    subjectAltNames: tls.someTexts("subjectAltNames"),
  };
}
