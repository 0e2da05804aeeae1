import { isMapping, type ManifestData } from "../../1-load/yaml/manifest-data.ts";
import { withPrincipals } from "../../access/policy-principals.ts";
import { listIn, mappingIn, type StandingObject, textIn, textsIn } from "../../inventory/standing-object.ts";

/** The name by which the model knows the key pair of each gateway. Dumps have no keys, so every one is taken to be there. */
export const handMadeCredential = "by-hand";

/**
 * The spec of a hand-made object in the words that the model reads. It leaves out what does not decide who may call what: limits of connections,
 * versions of TLS, and files and Secrets with keys. What it does not know stays, for the model to refuse.
 */
export function strictSpec({ kind, spec, namespace = "" }: StandingObject, trustDomains: readonly string[]): ManifestData {
  switch (kind) {
    case "ServiceEntry":
      return strictEntry(spec);
    case "DestinationRule":
      return strictPolicies(spec, (subset) => ("subsets" in subset ? { ...subset, subsets: subsets(subset) } : subset));
    case "AuthorizationPolicy":
      return withPrincipals(spec, namespace, trustDomains);
    default:
      return spec;
  }
}

/** A server of a Gateway. Its hosts are for the routes of the Gateway's own namespace, where those of others are brought. */
export function strictServer(server: unknown): unknown {
  if (!isMapping(server)) return server;
  const { name: _, hosts, port, tls, ...rest } = server;
  const named = isMapping(port) ? { name: "port", ...port, protocol: textIn(port, "protocol")?.toUpperCase() } : port;
  return {
    ...rest,
    port: named,
    hosts: Array.isArray(hosts) ? hosts.map(ownHost) : hosts,
    // The first values of the enumerations hold where nothing is written.
    ...(tls !== undefined && { tls: strictTls(tls, "PASSTHROUGH") }),
  };
}

function ownHost(host: unknown): unknown {
  if (typeof host !== "string") return host;
  return host.includes("/") ? host.replace(/^\*\//, "./") : `./${host}`;
}

const versionsOfTls = ["minProtocolVersion", "maxProtocolVersion", "cipherSuites"];
const keyFields = [
  "credentialName",
  "credentialNames",
  "serverCertificate",
  "clientCertificate",
  "privateKey",
  "caCertificates",
  "subjectAltNames",
];

function strictTls(tls: unknown, usual: string): unknown {
  if (!isMapping(tls)) return tls;
  const rest = { mode: usual, ...without(tls, [...versionsOfTls, ...keyFields]) };
  return textIn(tls, "mode") === "MUTUAL" ? { ...rest, credentialName: handMadeCredential } : rest;
}

function strictEntry(spec: ManifestData): ManifestData {
  const { subjectAltNames: _names, addresses: _addresses, ...rest } = spec;
  const resolution = textIn(spec, "resolution") ?? "NONE";
  const hosts = textsIn(spec, "hosts");
  const ports = listIn(spec, "ports").map((port) =>
    isMapping(port) ? { ...without(port, ["targetPort"]), protocol: protocolIn(port) } : port,
  );
  const target = (port: unknown) => (isMapping(port) ? port.targetPort : undefined);
  const isHttp = ports.every((port) => ["HTTP", "HTTP2", "GRPC"].includes(textIn(port, "protocol") ?? ""));
  // Without endpoints, a name that DNS resolves is its own.
  const named = listIn(spec, "endpoints").length === 0 && resolution === "DNS" ? hosts.map((address) => ({ address })) : undefined;
  const targets = Object.fromEntries(
    listIn(spec, "ports").flatMap((port) => {
      const [name, number] = [textIn(port, "name"), target(port)];
      return name === undefined || typeof number !== "number" ? [] : [[name, number] as const];
    }),
  );
  const endpoints = (named ?? listIn(spec, "endpoints")).map((endpoint) =>
    isMapping(endpoint) ? { ...without(endpoint, ["locality"]), ports: { ...targets, ...mappingIn(endpoint, "ports") } } : endpoint,
  );
  return {
    ...rest,
    location: spec.location ?? "MESH_EXTERNAL",
    resolution,
    ports,
    ...(endpoints.length > 0 && { endpoints }),
    // Names are followed, not addresses: an HTTP call needs none, and another one gets one that nobody has.
    ...(!isHttp && { addresses: ["240.241.0.1"] }),
  };
}

function protocolIn(port: ManifestData): string {
  const protocol = textIn(port, "protocol")?.toUpperCase();
  return protocol === "HTTPS" ? "TLS" : (protocol ?? "TCP");
}

function subsets(spec: ManifestData): readonly unknown[] {
  return listIn(spec, "subsets").map((subset) => (isMapping(subset) ? strictPolicies(subset, (one) => one) : subset));
}

function strictPolicies(above: ManifestData, then: (spec: ManifestData) => ManifestData): ManifestData {
  const { trafficPolicy } = above;
  if (!isMapping(trafficPolicy)) return then(above);
  const ports = listIn(trafficPolicy, "portLevelSettings").map((one) => (isMapping(one) ? strictPolicy(one) : one));
  return then({ ...above, trafficPolicy: { ...strictPolicy(trafficPolicy), ...(ports.length > 0 && { portLevelSettings: ports }) } });
}

function strictPolicy(policy: ManifestData): ManifestData {
  const { connectionPool: _pool, loadBalancer, outlierDetection, tls, ...rest } = policy;
  const locality = mappingIn(loadBalancer, "localityLbSetting");
  const ordered = listIn(locality, "failoverPriority").length > 0 || listIn(locality, "failover").length > 0;
  return {
    ...rest,
    ...(ordered && { loadBalancer: { localityLbSetting: { enabled: true, ...locality } } }),
    // How many dead endpoints it leaves out at a time is no matter of who may call. Without an order, it does nothing else.
    ...(ordered && isMapping(outlierDetection) && { outlierDetection: { ...outlierDetection, maxEjectionPercent: 100 } }),
    ...(tls !== undefined && { tls: strictTls(tls, "DISABLE") }),
  };
}

function without(data: ManifestData, fields: readonly string[]): ManifestData {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !fields.includes(key)));
}
