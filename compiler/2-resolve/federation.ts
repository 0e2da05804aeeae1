import type {
  AllowEntry,
  AlternativeEntry,
  AssertedCall,
  ClusterEntry,
  ConsumeEntry,
  DataPlane,
  DestinationEntry,
  ExposeEntry,
  FederatedServiceEntry,
  FederationFile,
  IssuerRef,
  Labels,
  MatchEntry,
  Mode,
  PathNormalization,
  Protocol,
  RootEntry,
  RootState,
  RouteEntry,
} from "../1-load/federation-file.ts";
import type { Certificate } from "../certificates/certificate.ts";
import type { AssertedRequests } from "./asserted-requests.ts";
import type { LastingConnections } from "./lasting-connections.ts";
import type { ServedSubset } from "./served-subset.ts";
import type { ServiceName } from "./service-name.ts";

/**
 * federation.yaml with its defaults filled in, its groups spelled out and its names linked. References to names that do not exist
 * are left out; rules report them. `written` leads back to the entry, and so to its place in the file.
 */
export interface Federation {
  readonly name: string;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly roots: ReadonlyMap<string, Root>;
  /** By name. */
  readonly services: readonly FederatedService[];
  /** A grant for each `allow` and subset that some consumption uses; sorted by service, exposer, consumer, subset. */
  readonly grants: readonly Grant[];
  /** In the order of the file. */
  readonly assertions: readonly Assertion[];
  /** The mode of a pair of clusters. */
  readonly modeOf: (a: Cluster, b: Cluster) => Mode;
  readonly written: FederationFile;
}

export interface Cluster {
  readonly name: string;
  readonly hostname: string;
  readonly owner: string | undefined;
  readonly managed: boolean;
  readonly inactive: string | undefined;
  /** The namespace of the gateways. */
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly ingress: Ingress | undefined;
  /** Listed, or needed by a `consume` entry. */
  readonly egress: GatewaySettings | undefined;
  /** SPIFFE IDs of the gateways' certificates. */
  readonly identity: { readonly ingress: string; readonly egress: string };
  /** The name of the root that signs its gateways' certificates. */
  readonly root: string | undefined;
  /** The name of the root that its workloads' certificates chain to; required in mode workloads. */
  readonly workloadsRoot: string | undefined;
  /** The issuer of the gateways' certificates; undefined if the user provides the Secrets. */
  readonly issuer: IssuerRef | undefined;
  /** Names of the Secrets that hold the gateways' key pairs. */
  readonly credentials: { readonly ingress: string; readonly egress: string };
  /** The first part of local callers' principals. */
  readonly trustDomain: string;
  readonly istio: {
    readonly version: string | undefined;
    readonly revision: string | undefined;
    readonly rootNamespace: string;
    readonly domain: string;
    readonly defaultDeny: boolean;
    readonly pathNormalization: PathNormalization;
    readonly dataPlane: { readonly default: DataPlane; readonly namespaces: Readonly<Record<string, DataPlane>> };
  };
  readonly written: ClusterEntry;
}

export interface GatewaySettings {
  /** `false`: use an existing gateway that serves nothing else. */
  readonly deploy: boolean;
  readonly selector: Labels;
  readonly serviceAccount: string;
  readonly replicas: { readonly min: number; readonly max: number };
  readonly service: { readonly type: string; readonly annotations: Labels; readonly nodePort: number | undefined };
}

export interface Ingress extends GatewaySettings {
  readonly addresses: "pending" | readonly string[];
  /** The port that peers dial. */
  readonly port: number;
  readonly lasting: LastingConnections;
}

export interface Root {
  readonly name: string;
  readonly items: readonly { readonly state: RootState; readonly certificates: readonly Certificate[]; readonly written: RootEntry }[];
}

export interface FederatedService {
  readonly name: string;
  readonly protocol: Protocol;
  readonly description: string | undefined;
  readonly inactive: string | undefined;
  /** By cluster. */
  readonly exposures: readonly Exposure[];
  /** By cluster, then as written. */
  readonly consumptions: readonly Consumption[];
  readonly written: FederatedServiceEntry;
}

export interface Exposure {
  readonly service: FederatedService;
  readonly cluster: Cluster;
  /** Stands for a Service whose name the file does not say, if the cluster configures itself. `exposedServiceText` is for people. */
  readonly local: ServiceName;
  readonly port: number;
  readonly targetPort: number | undefined;
  readonly subset: Labels | undefined;
  readonly subsets: ReadonlyMap<string, ServedSubset>;
  readonly path: string | undefined;
  readonly selector: Labels | undefined;
  readonly defaultDeny: boolean;
  /** The service accounts of the serving pods, in the Service's namespace; required in mode workloads. */
  readonly serviceAccounts: readonly string[];
  /** The local callers that stay allowed, as `namespace/name` or `namespace/*`; undefined without `protect`. */
  readonly protect: readonly string[] | undefined;
  readonly allows: readonly Allow[];
  /** Whether neither its service nor its cluster is inactive. */
  readonly active: boolean;
  readonly written: ExposeEntry;
}

/** One exposing cluster's half of a grant, for one consuming cluster. */
export interface Allow {
  readonly exposure: Exposure;
  readonly consumer: Cluster;
  /** The key of the entry: the name of the cluster or of a group. */
  readonly key: string;
  /** The alternatives in force; empty for `any` (tcp), if all are inactive, and while it waits. */
  readonly alternatives: readonly AlternativeEntry[];
  readonly subsets: readonly string[] | undefined;
  /** The reason why it is not in force, also while it waits for its consumer; undefined if it is. */
  readonly inactive: string | undefined;
  /** Whether it is to wait while its consumer does not use it: each alternative that is not inactive says so. */
  readonly awaits: boolean;
  readonly written: AllowEntry;
}

/** One local name under which a cluster uses a service. */
export interface Consumption {
  readonly service: FederatedService;
  readonly cluster: Cluster;
  /** The key of the entry: the name of the cluster or of a group. */
  readonly key: string;
  /** Undefined if an unmanaged cluster leaves it out. */
  readonly as: LocalName | undefined;
  /** Undefined if the file leaves it out and the exposers have several ports. */
  readonly port: number | undefined;
  /** `false`: the local name exists already, as a Service or as a host outside the mesh. */
  readonly create: boolean;
  /** `namespace/name`, `namespace/*`; `any` for every namespace. */
  readonly callers: "any" | readonly string[];
  readonly callerLabels: Labels | undefined;
  /** Whether gateways of the user may delegate to its routes. */
  readonly delegate: boolean;
  /** In the user's order; one route without a match if the file leaves them out. Empty with failover. */
  readonly routes: readonly Route[];
  /** In order of preference; undefined without failover. */
  readonly failover: readonly Destination[] | undefined;
  /** Through the egress gateway, or straight to the remote ingress gateway; used in mode workloads only. */
  readonly via: "egress" | "direct";
  /** The reason why it is not in force, also while it waits for every exposer; undefined if it is. */
  readonly inactive: string | undefined;
  readonly written: ConsumeEntry;
}

/** The name that applications call: a Kubernetes Service, or a host name that the agents' DNS proxy answers or that exists outside. */
export interface LocalName {
  /** The part used in object names: the Service's name, or the full host name. */
  readonly name: string;
  /** Undefined for a full host name. */
  readonly namespace: string | undefined;
  readonly host: string;
}

export interface Route {
  readonly match: MatchEntry | undefined;
  readonly destinations: readonly Destination[];
  /** Undefined if the file leaves the routes out. */
  readonly written: RouteEntry | undefined;
}

/** The exposing cluster of a grant, or the local Service of that name. */
export interface Destination {
  readonly cluster: Cluster | undefined;
  /** Undefined for the local Service, and if half of the grant is missing. */
  readonly grant: Grant | undefined;
  readonly subset: Labels | undefined;
  /** 0 to 100. */
  readonly weight: number;
  readonly written: DestinationEntry | undefined;
}

/** Both halves: an exposer's allow, and at least one use of it by the consumer. Each subset that is chosen is a grant of its own. */
export interface Grant {
  readonly allow: Allow;
  readonly exposure: Exposure;
  readonly consumer: Cluster;
  /** The subset that the consumer chooses; undefined if it leaves the choice to the exposer. */
  readonly subset: ServedSubset | undefined;
  readonly mode: Mode;
  /** The reason why it is not in force, wherever that was written; undefined if it is in force. */
  readonly inactive: string | undefined;
  /** The exposing cluster has no address yet. */
  readonly pending: boolean;
  /** Whether active uses reach the exposer by its own service host (`direct`), and by that of a failover group (`failover`). */
  readonly direct: boolean;
  readonly failover: boolean;
  /** The active consumptions that use it. */
  readonly users: readonly Consumption[];
}

/** An assertion with its groups spelled out. Names that do not exist are kept, and select nothing. */
export interface Assertion {
  readonly kind: "never" | "always";
  readonly from: Selection;
  readonly to: Selection;
  readonly at: Selection;
  readonly callers: "any" | readonly string[];
  /** Its requests by the protocol of the service; undefined if such services do not have the fields that it names. */
  readonly requests: Readonly<Record<Protocol, AssertedRequests | undefined>>;
  readonly exceptions: readonly Exception[];
  readonly written: AssertedCall;
}

/** Names of clusters or services. */
export type Selection = "any" | ReadonlySet<string>;

/** Calls that an assertion is not about. */
export type Exception = Pick<Assertion, "from" | "to" | "at" | "callers">;
