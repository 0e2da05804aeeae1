import { compareVersions, type IstioVersion, parseIstioVersion } from "./istio-version.ts";

/** Something that fedc uses of Istio, with the versions in which it works. */
export interface IstioConstruct {
  /** In a few words, as the subject of a sentence. */
  readonly what: string;
  /** Fields as `Kind path`, each with all fields below it; settings and annotations by their name. */
  readonly fields: readonly string[];
  /** The first version in which it works. `1.27`, the oldest version that fedc writes for, also stands for all before it. */
  readonly since: string;
  /** Where Istio says so. Objects of any version that fedc writes for are listed in the file of the API. */
  readonly source: string;
}

/** Every field in it is there in 1.27.0, with the same values, up to 1.32.0. */
const api = "istio/api v1.27.0 to v1.32.0: kubernetes/customresourcedefinitions.gen.yaml";

/** Every construct of Istio that emitted objects use. `test/istio-constructs.test.ts` holds the list against the emitted fields. */
export const istioConstructs = {
  gateways: {
    what: "servers of a gateway, by host and server name",
    fields: ["Gateway spec.selector", "Gateway spec.servers.hosts", "Gateway spec.servers.port"],
    since: "1.27",
    source: api,
  },
  gatewayTls: {
    what: "TLS at a gateway: MUTUAL with a Secret and names, ISTIO_MUTUAL, PASSTHROUGH",
    fields: ["Gateway spec.servers.tls.mode", "Gateway spec.servers.tls.credentialName", "Gateway spec.servers.tls.subjectAltNames"],
    since: "1.27",
    source: api,
  },
  credentialBundles: {
    what: "a partner's roots in the Secret that is named like `credentialName` with `-cacert`",
    fields: ["Secret stringData.ca.crt"],
    since: "1.27",
    source: "istio.io: news/releases/1.28.x/announcing-1.28, where `caCertCredentialName` joins it and does not replace it",
  },
  routes: {
    what: "routes by host, port, caller, authority, path, method and header",
    fields: [
      "VirtualService spec.hosts",
      "VirtualService spec.gateways",
      "VirtualService spec.exportTo",
      "VirtualService spec.http.match",
      "VirtualService spec.http.route",
      "VirtualService spec.http.rewrite",
      "VirtualService spec.tcp",
      "VirtualService spec.tls",
    ],
    since: "1.27",
    source: api,
  },
  answers: { what: "an answer without a destination", fields: ["VirtualService spec.http.directResponse"], since: "1.27", source: api },
  retries: {
    what: "timeouts, retries and their conditions",
    fields: ["VirtualService spec.http.timeout", "VirtualService spec.http.retries"],
    since: "1.27",
    source: api,
  },
  unsentAgain: {
    what: "another try of a call that was not sent",
    fields: ["`reset-before-request` in `retryOn` of a VirtualService"],
    since: "1.27",
    source: "istio.io: news/releases/1.23.x/announcing-1.23/change-notes, where it comes",
  },
  rules: {
    what: "rules of a destination for some callers, and subsets of its pods",
    fields: [
      "DestinationRule spec.host",
      "DestinationRule spec.exportTo",
      "DestinationRule spec.workloadSelector",
      "DestinationRule spec.subsets.name",
      "DestinationRule spec.subsets.labels",
      "DestinationRule spec.trafficPolicy.portLevelSettings.port",
    ],
    since: "1.27",
    source: api,
  },
  originatedTls: {
    what: "TLS that a proxy begins, with a server name and the names that it accepts",
    fields: [
      "DestinationRule spec.trafficPolicy.tls",
      "DestinationRule spec.trafficPolicy.portLevelSettings.tls",
      "DestinationRule spec.subsets.trafficPolicy.tls",
    ],
    since: "1.27",
    source: api,
  },
  connections: {
    what: "the caller's HTTP version, and a limit for connecting",
    fields: [
      "DestinationRule spec.trafficPolicy.connectionPool.http.useClientProtocol",
      "DestinationRule spec.trafficPolicy.connectionPool.tcp.connectTimeout",
      "DestinationRule spec.trafficPolicy.portLevelSettings.connectionPool.tcp.connectTimeout",
    ],
    since: "1.27",
    source: api,
  },
  lastingConnections: {
    what: "keep-alives of TCP connections, and the end of idle HTTP connections",
    fields: [
      "DestinationRule spec.trafficPolicy.connectionPool.tcp.tcpKeepalive",
      "DestinationRule spec.trafficPolicy.connectionPool.http.idleTimeout",
      "DestinationRule spec.trafficPolicy.portLevelSettings.connectionPool.tcp.tcpKeepalive",
      "DestinationRule spec.trafficPolicy.portLevelSettings.connectionPool.http.idleTimeout",
    ],
    since: "1.27",
    source: api,
  },
  outlierDetection: {
    what: "endpoints that do not answer are skipped",
    fields: [
      "DestinationRule spec.trafficPolicy.outlierDetection",
      "DestinationRule spec.trafficPolicy.portLevelSettings.outlierDetection",
    ],
    since: "1.27",
    source: api,
  },
  failoverOrder: {
    what: "failover among clusters that are dialled by IP addresses",
    fields: ["DestinationRule spec.trafficPolicy.loadBalancer", "DestinationRule spec.trafficPolicy.portLevelSettings.loadBalancer"],
    since: "1.27",
    source: api,
  },
  failoverOrderOfNames: {
    what: "failover among clusters one of which is dialled by a DNS name",
    fields: ["`failoverPriority` of a DestinationRule beside `resolution: DNS` of its ServiceEntry"],
    since: "1.30",
    source: "istio.io: news/releases/1.30.x/announcing-1.30/change-notes; istio/istio releasenotes/notes/dns-failover-priority.yaml",
  },
  entries: {
    what: "hosts that no Service has, their endpoints and the names that their workloads have",
    fields: [
      "ServiceEntry spec.hosts",
      "ServiceEntry spec.addresses",
      "ServiceEntry spec.location",
      "ServiceEntry spec.resolution",
      "ServiceEntry spec.exportTo",
      "ServiceEntry spec.ports",
      "ServiceEntry spec.endpoints",
      "ServiceEntry spec.subjectAltNames",
    ],
    since: "1.27",
    source: api,
  },
  policies: {
    what: "policies by principal, host, port, method, path and server name",
    fields: ["AuthorizationPolicy spec.selector", "AuthorizationPolicy spec.action", "AuthorizationPolicy spec.rules"],
    since: "1.27",
    source: api,
  },
  meshTrust: {
    what: "partners' roots and trust domains in a second mesh configuration",
    fields: ["ConfigMap data.mesh.caCertificates", "`SHARED_MESH_CONFIG`", "`ISTIO_MULTIROOT_MESH`", "`PROXY_CONFIG_XDS_AGENT`"],
    since: "1.27",
    source: "istio/api v1.27.0: mesh/v1alpha1/config.proto; istio/istio pilot/pkg/bootstrap/mesh.go (1.10)",
  },
  dnsCapture: {
    what: "names that the agents' DNS proxy answers, with addresses that Istio assigns",
    fields: ["`ISTIO_META_DNS_CAPTURE`"],
    since: "1.27",
    source: "istio/istio pilot/cmd/pilot-agent/options/options.go; no release note since 1.27 changes it for sidecars",
  },
  gatewayPods: {
    what: "pods of gateways by injection, which end when their calls have ended",
    fields: ["`inject.istio.io/templates`", "`EXIT_ON_ZERO_ACTIVE_CONNECTIONS`", "`MINIMUM_DRAIN_DURATION`"],
    since: "1.27",
    source: "istio/api v1.27.0: annotation/annotations.yaml; istio/istio releasenotes/notes/35059.yaml",
  },
} as const satisfies Readonly<Record<string, IstioConstruct>>;

export type IstioConstructName = keyof typeof istioConstructs;

/** Whether a construct works in a version. A version that the file leaves out is one that has been measured. */
export function worksIn(name: IstioConstructName, version: IstioVersion | undefined): boolean {
  return version === undefined || compareVersions(version, parseIstioVersion(istioConstructs[name].since)) >= 0;
}
