import type { GitopsEntry } from "./gitops-entry.ts";

/**
 * The types of federation.yaml, as the schema admits it, without built-in defaults and links. The schema describes each field, and this file
 * has only the shapes.
 */

/** The file with its block `defaults` filled in. A group may still stand wherever a cluster may. */
export interface WrittenFile extends Omit<FederationFile, "clusters" | "services"> {
  readonly defaults?: object;
  readonly clusters: Readonly<Record<string, ClusterEntry & WithoutDefaults>>;
  readonly services: Readonly<Record<string, WrittenService>>;
}

export type WrittenService = Omit<FederatedServiceEntry, "consume"> & { readonly consume?: Readonly<Record<string, WrittenConsumption>> };
export type WrittenConsumption = ConsumeAsWritten | readonly ConsumeAsWritten[];

/** `failover` may be the name of one cluster or group alone. */
export type ConsumeAsWritten = Omit<ConsumeEntry, "failover"> &
  WithoutDefaults & { readonly failover?: string | readonly DestinationEntry[] };

interface WithoutDefaults {
  /** The paths of the defaults that do not apply. */
  readonly withoutDefaults?: readonly string[];
}

/** The file as the stages after loading read it: groups are left as keys of `allow` and `consume`, in assertions, and under `groups`. */
export interface FederationFile {
  readonly apiVersion: "fedc.dev/v1alpha1";
  readonly kind: "Federation";
  readonly metadata: { readonly name: string };
  readonly clusters: Readonly<Record<string, ClusterEntry>>;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly trust: TrustEntry;
  readonly services: Readonly<Record<string, FederatedServiceEntry>>;
  readonly assertions?: readonly AssertionEntry[];
  readonly accept?: readonly AcceptEntry[];
}

export type Mode = "gateways" | "workloads";
export type Labels = Readonly<Record<string, string>>;

export interface ClusterEntry {
  readonly hostname: string;
  readonly owner?: string;
  readonly managed?: boolean;
  readonly inactive?: string;
  readonly trust?: { readonly gateways?: GatewayTrustEntry; readonly workloads?: { readonly root?: string; readonly domain?: string } };
  readonly gateways?: {
    readonly namespace?: string;
    readonly createNamespace?: boolean;
    readonly ingress?: IngressEntry;
    readonly egress?: GatewayEntry;
  };
  readonly istio?: {
    readonly version?: string;
    readonly revision?: string;
    readonly rootNamespace?: string;
    readonly domain?: string;
    readonly defaultDeny?: boolean;
    readonly pathNormalization?: PathNormalization;
    readonly dataPlane?: DataPlane | DataPlanesEntry;
  };
  readonly gitops?: GitopsEntry;
}

export type DataPlane = "sidecar" | "ambient";

export interface DataPlanesEntry {
  readonly default?: DataPlane;
  readonly namespaces?: Readonly<Record<string, DataPlane>>;
}

export type PathNormalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

export interface GatewayTrustEntry {
  readonly root: string;
  readonly certificate?: CertificateEntry;
  readonly identity?: { readonly ingress?: string; readonly egress?: string };
}

/** Exactly one of the two is there. */
export interface CertificateEntry {
  readonly issuerRef?: IssuerRef;
  readonly secrets?: { readonly ingress?: string; readonly egress?: string };
}

export interface IssuerRef {
  readonly kind: string;
  readonly name: string;
  readonly group?: string;
}

export interface GatewayEntry {
  readonly deploy?: boolean;
  readonly selector?: Labels;
  readonly serviceAccount?: string;
  readonly replicas?: number | { readonly min: number; readonly max: number };
  readonly service?: {
    readonly type?: "LoadBalancer" | "NodePort" | "ClusterIP";
    readonly annotations?: Labels;
    readonly nodePort?: number;
  };
}

export interface IngressEntry extends GatewayEntry {
  readonly addresses?: "pending" | readonly string[];
  readonly port?: number;
  readonly idleTimeout?: string;
  readonly keepalive?: { readonly time?: string; readonly interval?: string; readonly probes?: number };
}

export interface TrustEntry {
  readonly mode?: Mode;
  readonly pairs?: readonly { readonly between: readonly [string, string]; readonly mode: Mode }[];
  readonly roots: Readonly<Record<string, readonly RootEntry[]>>;
}

/** Exactly one of `file` and `pem` is there. */
export interface RootEntry {
  readonly file?: string;
  readonly pem?: string;
  readonly state?: RootState;
}

export type RootState = "incoming" | "active" | "retiring";
export type Protocol = "http" | "http2" | "grpc" | "tcp";

export interface FederatedServiceEntry {
  readonly protocol: Protocol;
  readonly description?: string;
  readonly owner?: string;
  readonly inactive?: string;
  readonly expose?: Readonly<Record<string, ExposeEntry>>;
  readonly consume?: Readonly<Record<string, ConsumeEntry | readonly ConsumeEntry[]>>;
}

/** `service` and `port` may be missing only where the exposing cluster is unmanaged. */
export interface ExposeEntry {
  readonly service?: string;
  readonly port?: number;
  readonly targetPort?: number;
  readonly subset?: Labels;
  readonly subsets?: Readonly<Record<string, Labels>>;
  readonly weights?: Readonly<Record<string, number>>;
  readonly path?: string;
  readonly selector?: Labels;
  readonly defaultDeny?: boolean;
  readonly serviceAccounts?: readonly string[];
  readonly protect?: { readonly callers: "none" | readonly string[] };
  readonly allow?: Readonly<Record<string, AllowEntry>>;
}

export type AllowEntry = "any" | AlternativeEntry | readonly AlternativeEntry[];

export interface AlternativeEntry {
  readonly methods?: "any" | readonly string[];
  readonly paths?: readonly string[];
  readonly rpcs?: "any" | readonly string[];
  readonly callers?: "any" | readonly string[];
  readonly subsets?: readonly string[];
  readonly awaits?: "consumer";
  readonly inactive?: string;
}

/** `as` and `callers` may be missing only where the consuming cluster is unmanaged. */
export interface ConsumeEntry {
  readonly as?: string;
  readonly port?: number;
  readonly localService?: "create" | "existing";
  readonly callers?: "any" | readonly string[];
  readonly callerLabels?: Labels;
  readonly delegate?: boolean;
  readonly routes?: readonly RouteEntry[];
  readonly failover?: readonly DestinationEntry[];
  readonly timeout?: string;
  readonly retries?: { readonly attempts: number; readonly perTryTimeout?: string; readonly on?: string };
  readonly via?: "egress" | "direct";
  readonly awaits?: "exposer";
  readonly inactive?: string;
}

export interface RouteEntry {
  readonly match?: MatchEntry;
  readonly to: readonly DestinationEntry[];
}

export interface MatchEntry {
  readonly headers?: Readonly<Record<string, StringMatchEntry>>;
  readonly path?: StringMatchEntry;
  readonly methods?: readonly string[];
}

/** Exactly one of the three is there. */
export interface StringMatchEntry {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

/** Exactly one of `cluster` and `local` is there. `subset` goes with `cluster`. */
export interface DestinationEntry {
  readonly cluster?: string;
  readonly subset?: string;
  readonly local?: { readonly subset?: Labels; readonly serviceAccounts?: readonly string[]; readonly portName?: string };
  readonly weight?: number;
}

/** Exactly one of `never` and `always` is there. */
export interface AssertionEntry {
  readonly never?: AssertedCall;
  readonly always?: AssertedCall;
}

export type OneOrMore = string | readonly string[];

/** `any` for `from`, `to`, `at` and `caller` means all; a list cannot contain it. */
export interface AssertedCall {
  readonly from: OneOrMore;
  readonly to: OneOrMore;
  readonly caller?: OneOrMore;
  readonly at?: OneOrMore;
  readonly method?: OneOrMore;
  readonly rpc?: OneOrMore;
  readonly path?: OneOrMore;
  readonly except?: readonly (string | ExceptionEntry)[];
}

/** At least one of the four is there. */
export interface ExceptionEntry {
  readonly from?: OneOrMore;
  readonly to?: OneOrMore;
  readonly caller?: OneOrMore;
  readonly at?: OneOrMore;
}

/** A warning or note that is accepted. */
export interface AcceptEntry {
  /** Its code. */
  readonly finding: string;
  /** The entry that it is about, as `entryPath` names it. */
  readonly at: string;
  readonly because: string;
}
