import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { checkMetadata, type ObjectHead } from "./object-head.ts";
import { readVisibility, type Visibility } from "./visibility.ts";

export interface DestinationRule {
  readonly name: ObjectName;
  readonly host: string;
  readonly visibility: Visibility;
  readonly workloadSelector: Labels | undefined;
  readonly policy: TrafficPolicy | undefined;
  readonly subsets: ReadonlyMap<string, Subset>;
}

export interface Subset {
  readonly labels: Labels;
  readonly policy: TrafficPolicy | undefined;
}

/** As far as it decides where a call goes, and under which names. */
export interface PortPolicy {
  readonly tls: ClientTls | undefined;
  /** Without it nothing is found to be dead. */
  readonly outlierDetection: boolean | undefined;
  /** Labels, in order, as `key` or `key=value`. Undefined where load balancing is not set. */
  readonly failoverPriority: readonly string[] | undefined;
}

export interface TrafficPolicy extends PortPolicy {
  readonly ports: ReadonlyMap<number, PortPolicy>;
}

export interface ClientTls {
  readonly mode: "MUTUAL" | "ISTIO_MUTUAL" | "DISABLE";
  readonly credential: string | undefined;
  readonly sni: string | undefined;
  readonly subjectAltNames: readonly string[] | undefined;
}

const policyFields = ["connectionPool", "outlierDetection", "loadBalancer", "tls"];

export function readDestinationRule(head: ObjectHead): DestinationRule {
  checkMetadata(head);
  const spec = head.fields.only("apiVersion", "kind", "metadata", "spec").fields("spec");
  spec.only("host", "exportTo", "workloadSelector", "trafficPolicy", "subsets");
  const host = spec.text("host").toLowerCase();
  if (!host.includes(".") || host.startsWith("*")) spec.fail("host", "the model knows only whole names here");
  const visibility = readVisibility(spec, head.name.namespace);
  const selector = spec.maybeFields("workloadSelector")?.only("matchLabels").labels("matchLabels");
  if (selector && (visibility?.length !== 1 || visibility[0] !== head.name.namespace)) {
    spec.fail("exportTo", "a rule with `workloadSelector` is for its own namespace only");
  }
  const subsets = new Map<string, Subset>();
  for (const subset of spec.list("subsets")) {
    subset.only("name", "labels", "trafficPolicy");
    if (subsets.has(subset.text("name"))) subset.fail("name", "of two subsets of one name Istio drops one");
    subsets.set(subset.text("name"), { labels: subset.labels("labels"), policy: readPolicy(subset) });
  }
  return { name: head.name, host, visibility, workloadSelector: selector, policy: readPolicy(spec), subsets };
}

function readPolicy(above: Fields): TrafficPolicy | undefined {
  const policy = above.maybeFields("trafficPolicy")?.only(...policyFields, "portLevelSettings");
  if (!policy) return undefined;
  const ports = new Map<number, PortPolicy>();
  for (const port of policy.list("portLevelSettings")) {
    port.only(...policyFields, "port");
    ports.set(port.fields("port").only("number").number("number"), readPortPolicy(port));
  }
  return { ...readPortPolicy(policy), ports };
}

function readPortPolicy(policy: Fields): PortPolicy {
  const pool = policy.maybeFields("connectionPool")?.only("http", "tcp");
  pool?.maybeFields("http")?.only("useClientProtocol");
  pool?.maybeFields("tcp")?.only("connectTimeout");
  return { tls: readTls(policy), outlierDetection: readOutlier(policy), failoverPriority: readLocality(policy) };
}

function readOutlier(policy: Fields): boolean | undefined {
  const detection = policy.maybeFields("outlierDetection");
  detection?.only(
    "splitExternalLocalOriginErrors",
    "consecutiveLocalOriginFailures",
    "consecutiveGatewayErrors",
    "consecutive5xxErrors",
    "interval",
    "baseEjectionTime",
    "maxEjectionPercent",
  );
  // A share of the endpoints that must stay would leave dead ones in use.
  if (detection && detection.maybeNumber("maxEjectionPercent") !== 100)
    detection.fail("maxEjectionPercent", "the model knows only 100 here");
  return detection ? true : undefined;
}

function readLocality(policy: Fields): readonly string[] | undefined {
  const balancer = policy.maybeFields("loadBalancer")?.only("localityLbSetting").fields("localityLbSetting");
  balancer?.only("enabled", "failoverPriority");
  if (balancer && balancer.maybeBoolean("enabled") !== true) balancer.fail("enabled", "the model knows only true here");
  return balancer?.texts("failoverPriority");
}

function readTls(policy: Fields): ClientTls | undefined {
  const tls = policy.maybeFields("tls")?.only("mode", "credentialName", "sni", "subjectAltNames");
  if (!tls) return undefined;
  const mode = tls.choice("mode", ["MUTUAL", "ISTIO_MUTUAL", "DISABLE"]);
  const sans = tls.texts("subjectAltNames");
  if ((mode === "MUTUAL") !== tls.has("credentialName")) tls.fail("credentialName", "it belongs to mode MUTUAL, and to no other");
  return {
    mode,
    credential: tls.maybeText("credentialName"),
    sni: tls.maybeText("sni")?.toLowerCase(),
    subjectAltNames: sans.length > 0 ? sans : undefined,
  };
}
