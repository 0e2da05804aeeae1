/** The Kubernetes and Istio objects that fedc emits: exactly the fields it uses, as their API has them. */

import type { Labels } from "../1-load/federation-file.ts";
import type { DeploymentSpec, HorizontalPodAutoscalerSpec, PodDisruptionBudgetSpec } from "./pod-objects.ts";

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

interface ApiObject<ApiVersion extends string, Kind extends string> {
  readonly apiVersion: ApiVersion;
  readonly kind: Kind;
  readonly metadata: Metadata;
}

/** The spec of each kind that has one. */
interface Specs {
  readonly AuthorizationPolicy: {
    /** Missing where it holds for the namespace, or in the root namespace for the mesh. */
    readonly selector?: { readonly matchLabels: Labels };
    readonly action?: "ALLOW" | "DENY";
    readonly rules?: readonly AuthorizationRule[];
  };
  readonly Certificate: {
    readonly secretName: string;
    readonly uris: readonly string[];
    readonly usages: readonly string[];
    readonly privateKey: { readonly algorithm: string; readonly rotationPolicy: string };
    readonly issuerRef: { readonly kind: string; readonly name: string; readonly group?: string };
  };
  readonly Deployment: DeploymentSpec;
  readonly DestinationRule: {
    readonly host: string;
    readonly exportTo?: readonly string[];
    readonly workloadSelector?: { readonly matchLabels: Labels };
    readonly trafficPolicy?: TrafficPolicy;
    readonly subsets?: readonly { readonly name: string; readonly labels?: Labels; readonly trafficPolicy?: TrafficPolicy }[];
  };
  readonly Gateway: { readonly selector: Labels; readonly servers: readonly Server[] };
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscalerSpec;
  readonly PodDisruptionBudget: PodDisruptionBudgetSpec;
  readonly Service: {
    readonly type?: string;
    readonly selector?: Labels;
    readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort?: number; readonly nodePort?: number }[];
  };
  readonly ServiceEntry: {
    readonly hosts: readonly string[];
    readonly location: "MESH_EXTERNAL" | "MESH_INTERNAL";
    readonly addresses?: readonly string[];
    readonly resolution: "STATIC" | "DNS" | "NONE";
    readonly exportTo: readonly string[];
    readonly ports: readonly { readonly number: number; readonly name: string; readonly protocol: string }[];
    readonly endpoints?: readonly Endpoint[];
    readonly subjectAltNames?: readonly string[];
  };
  readonly VirtualService: {
    readonly hosts: readonly string[];
    readonly gateways?: readonly string[];
    readonly exportTo: readonly string[];
    readonly http?: readonly HttpRoute[];
    readonly tcp?: readonly TcpRoute[];
    /** By the server name, of connections whose TLS does not end here. */
    readonly tls?: readonly TlsRoute[];
  };
}

export const apiVersions = {
  AuthorizationPolicy: "security.istio.io/v1",
  Certificate: "cert-manager.io/v1",
  Deployment: "apps/v1",
  DestinationRule: "networking.istio.io/v1",
  Gateway: "networking.istio.io/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  PodDisruptionBudget: "policy/v1",
  Service: "v1",
  ServiceEntry: "networking.istio.io/v1",
  VirtualService: "networking.istio.io/v1",
} as const satisfies Readonly<Record<keyof Specs, string>>;

/** An object of a kind that has a spec. */
export type Specified<Kind extends keyof Specs = keyof Specs> = {
  [Each in Kind]: ApiObject<(typeof apiVersions)[Each], Each> & { readonly spec: Specs[Each] };
}[Kind];

export type AuthorizationPolicy = Specified<"AuthorizationPolicy">;
export type Deployment = Specified<"Deployment">;
export type DestinationRule = Specified<"DestinationRule">;
export type Gateway = Specified<"Gateway">;
export type ServiceEntry = Specified<"ServiceEntry">;
export type VirtualService = Specified<"VirtualService">;

type Namespace = ApiObject<"v1", "Namespace">;
type ServiceAccount = ApiObject<"v1", "ServiceAccount">;

export interface ConfigMap extends ApiObject<"v1", "ConfigMap"> {
  readonly data: Labels;
}

/** Public roots only. */
export interface Secret extends ApiObject<"v1", "Secret"> {
  readonly stringData: Labels;
}

interface Role extends ApiObject<"rbac.authorization.k8s.io/v1", "Role"> {
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

interface RoleBinding extends ApiObject<"rbac.authorization.k8s.io/v1", "RoleBinding"> {
  readonly roleRef: { readonly apiGroup: string; readonly kind: string; readonly name: string };
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[];
}

export interface Server {
  readonly port: { readonly number: number; readonly name: string; readonly protocol: "HTTPS" | "TLS" };
  readonly hosts: readonly string[];
  readonly tls: {
    readonly mode: "MUTUAL" | "ISTIO_MUTUAL" | "PASSTHROUGH";
    readonly credentialName?: string;
    readonly subjectAltNames?: readonly string[];
  };
}

export interface HttpRoute {
  readonly match?: readonly HttpMatch[];
  readonly rewrite?: { readonly uri?: string; readonly authority?: string };
  readonly timeout?: string;
  readonly retries?: { readonly attempts: number; readonly perTryTimeout?: string; readonly retryOn?: string };
  readonly route?: readonly RouteDestination[];
  readonly directResponse?: { readonly status: number };
}

export interface HttpMatch {
  readonly port?: number;
  readonly sourceNamespace?: string;
  readonly sourceLabels?: Labels;
  readonly authority?: StringMatch;
  readonly uri?: StringMatch;
  readonly method?: StringMatch;
  readonly headers?: Readonly<Record<string, StringMatch>>;
}

interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

export interface RouteDestination {
  readonly weight?: number;
  readonly destination: { readonly host: string; readonly subset?: string; readonly port: { readonly number: number } };
  readonly headers?: { readonly request: { readonly set: Labels } };
}

export interface TcpRoute {
  readonly match?: readonly { readonly port?: number; readonly sourceNamespace?: string; readonly sourceLabels?: Labels }[];
  readonly route: readonly Omit<RouteDestination, "headers">[];
}

export interface TlsRoute {
  readonly match: readonly { readonly port: number; readonly sniHosts: readonly string[] }[];
  readonly route: readonly Omit<RouteDestination, "headers">[];
}

export interface TrafficPolicy extends PortTrafficPolicy {
  readonly portLevelSettings?: readonly (PortTrafficPolicy & { readonly port: { readonly number: number } })[];
}

interface PortTrafficPolicy {
  readonly connectionPool?: ConnectionPool;
  readonly outlierDetection?: OutlierDetection;
  readonly loadBalancer?: { readonly localityLbSetting: { readonly enabled: boolean; readonly failoverPriority?: readonly string[] } };
  readonly tls?: {
    readonly mode: "MUTUAL" | "ISTIO_MUTUAL" | "DISABLE";
    readonly credentialName?: string;
    readonly sni?: string;
    readonly subjectAltNames?: readonly string[];
  };
}

export interface ConnectionPool {
  readonly http?: { readonly useClientProtocol?: boolean; readonly idleTimeout?: string };
  readonly tcp?: {
    readonly connectTimeout?: string;
    readonly tcpKeepalive?: { readonly time: string; readonly interval: string; readonly probes: number };
  };
}

export interface OutlierDetection {
  readonly splitExternalLocalOriginErrors: boolean;
  readonly consecutiveLocalOriginFailures: number;
  readonly consecutiveGatewayErrors: number;
  readonly consecutive5xxErrors: number;
  readonly interval: string;
  readonly baseEjectionTime: string;
  readonly maxEjectionPercent: number;
}

export interface Endpoint {
  readonly address: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly network?: string;
  readonly labels?: Labels;
}

export interface AuthorizationRule {
  readonly from?: readonly { readonly source: { readonly principals?: readonly string[]; readonly notPrincipals?: readonly string[] } }[];
  readonly to?: readonly { readonly operation: Operation }[];
  readonly when?: readonly { readonly key: string; readonly values?: readonly string[]; readonly notValues?: readonly string[] }[];
}

export interface Operation {
  readonly hosts?: readonly string[];
  readonly ports?: readonly string[];
  readonly notPorts?: readonly string[];
  readonly methods?: readonly string[];
  readonly notMethods?: readonly string[];
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
}

export type FederationObject = Namespace | ServiceAccount | ConfigMap | Secret | Role | RoleBinding | Specified;
