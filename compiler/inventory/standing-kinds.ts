/** What is read of a kind. */
interface StandingKind {
  /** Empty for the core of Kubernetes. */
  readonly group: string;
  readonly clusterWide?: true;
  /** The plural that kubectl takes. */
  readonly resource: string;
  /** Whether the commands that make a dump leave it out: Secrets hold keys, Pods are made by others, and the rest changes no call. */
  readonly leftOut?: true;
  /** Whether its `status` is read. */
  readonly status?: true;
  /** Whether only some keys of its data are read: public certificates, and Istio's configuration. */
  readonly dataKeys?: RegExp;
}

/** Public certificates. The last two are those of Istio's own Secret `cacerts`. */
const publicCertificates = /^(?:ca\.crt|tls\.crt|cacert|cert|root-cert\.pem|ca-cert\.pem)$/;

const kubernetes = {
  Namespace: { group: "", clusterWide: true, resource: "namespaces" },
  Service: { group: "", resource: "services", status: true },
  Endpoints: { leftOut: true, group: "", resource: "endpoints" },
  ServiceAccount: { group: "", resource: "serviceaccounts" },
  ConfigMap: { leftOut: true, group: "", resource: "configmaps", dataKeys: /^(?:mesh|ca\.crt|cacert|root-cert\.pem)$/ },
  Secret: { leftOut: true, group: "", resource: "secrets", dataKeys: publicCertificates },
  Pod: { leftOut: true, group: "", resource: "pods" },
  Deployment: { group: "apps", resource: "deployments.apps" },
  StatefulSet: { group: "apps", resource: "statefulsets.apps" },
  DaemonSet: { group: "apps", resource: "daemonsets.apps" },
  NetworkPolicy: { group: "networking.k8s.io", resource: "networkpolicies.networking.k8s.io" },
  Role: { leftOut: true, group: "rbac.authorization.k8s.io", resource: "roles.rbac.authorization.k8s.io" },
  RoleBinding: { leftOut: true, group: "rbac.authorization.k8s.io", resource: "rolebindings.rbac.authorization.k8s.io" },
  HorizontalPodAutoscaler: { leftOut: true, group: "autoscaling", resource: "horizontalpodautoscalers.autoscaling" },
  PodDisruptionBudget: { leftOut: true, group: "policy", resource: "poddisruptionbudgets.policy" },
} as const satisfies Readonly<Record<string, StandingKind>>;

const istio = {
  VirtualService: { group: "networking.istio.io", resource: "virtualservices.networking.istio.io" },
  Gateway: { group: "networking.istio.io", resource: "gateways.networking.istio.io" },
  DestinationRule: { group: "networking.istio.io", resource: "destinationrules.networking.istio.io" },
  ServiceEntry: { group: "networking.istio.io", resource: "serviceentries.networking.istio.io" },
  Sidecar: { group: "networking.istio.io", resource: "sidecars.networking.istio.io" },
  EnvoyFilter: { group: "networking.istio.io", resource: "envoyfilters.networking.istio.io" },
  WorkloadEntry: { group: "networking.istio.io", resource: "workloadentries.networking.istio.io" },
  AuthorizationPolicy: { group: "security.istio.io", resource: "authorizationpolicies.security.istio.io" },
  PeerAuthentication: { group: "security.istio.io", resource: "peerauthentications.security.istio.io" },
  RequestAuthentication: { group: "security.istio.io", resource: "requestauthentications.security.istio.io" },
  Certificate: { group: "cert-manager.io", resource: "certificates.cert-manager.io" },
  Issuer: { group: "cert-manager.io", resource: "issuers.cert-manager.io" },
  ClusterIssuer: { group: "cert-manager.io", clusterWide: true, resource: "clusterissuers.cert-manager.io" },
} as const satisfies Readonly<Record<string, StandingKind>>;

/** The kinds that fedc reads. All others are counted only. No two groups have a kind of one name here. */
export const standingKinds: Readonly<Record<StandingKindName, StandingKind>> = { ...kubernetes, ...istio };

export type StandingKindName = keyof typeof kubernetes | keyof typeof istio;

/** The group of an `apiVersion`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** The kind if fedc reads it. */
export function standingKind(apiVersion: string, kind: string): StandingKindName | undefined {
  if (!Object.hasOwn(standingKinds, kind)) return undefined;
  const name = kind as StandingKindName;
  return standingKinds[name].group === groupOf(apiVersion) ? name : undefined;
}
