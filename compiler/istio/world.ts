import type { Labels } from "../1-load/federation-file.ts";
import type { Certificate } from "../certificates/certificate.ts";
import type { IstioVersion } from "../istio-versions/istio-version.ts";

/** All clusters: their objects, and facts that no object tells. */
export interface World {
  /** By name. */
  readonly clusters: ReadonlyMap<string, ClusterWorld>;
  /** The certificates of each root, by name. A root has several while it is rotated. */
  readonly roots: ReadonlyMap<string, readonly Certificate[]>;
}

export interface ClusterWorld {
  readonly facts: ClusterFacts;
  /** Plain data, as YAML gives it; nothing about it is assumed. Undefined for a cluster whose objects are not given. */
  readonly objects: readonly unknown[] | undefined;
}

/** The name of the root of a mesh's workloads if it is not known. */
export function ownRootOf(cluster: string): string {
  return `the mesh of ${cluster}`;
}

/** The facts about a cluster that its objects do not tell. */
export interface ClusterFacts {
  readonly name: string;
  readonly hostname: string;
  readonly trustDomain: string;
  /** The names of the roots that sign the certificates of its workloads and its gateways. */
  readonly workloadsRoot: string | undefined;
  readonly gatewaysRoot: string | undefined;
  /** `cluster.local` */
  readonly domain: string;
  /** If it is undefined, the model answers for the newest version that it knows. */
  readonly istioVersion?: IstioVersion | undefined;
  readonly rootNamespace: string;
  readonly gatewaysNamespace: string;
  /** `meshConfig.pathNormalization` (https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/); `BASE` by default. */
  readonly pathNormalization?: "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";
  /** The addresses of its ingress gateway; empty while it has none. */
  readonly ingressAddresses: readonly string[];
  readonly ingressPort: number;
  readonly gateways: { readonly ingress: GatewayFacts; readonly egress: GatewayFacts };
  /** The Services whose pods are known. */
  readonly services: readonly ServiceFacts[];
}

export interface GatewayFacts {
  /** `gatewaysNamespace` if it is undefined. */
  readonly namespace?: string | undefined;
  readonly account: string;
  readonly labels: Labels;
  /** The SPIFFE ID in its key pair. */
  readonly identity: string;
  /** The Secret with its key pair. */
  readonly credential: string;
}

export interface ServiceFacts {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly protocol: "http" | "http2" | "grpc" | "tcp";
  /** At least one. Subsets of a Service are different pods, with policies and accounts of their own. */
  readonly pods: readonly PodsFacts[];
}

/** Pods behind a port of a Service with the same settings. */
export interface PodsFacts {
  /** The labels that all of them have. */
  readonly labels: Labels;
  /** The selectors of policies that choose them, as one text. Under equal texts the same policies hold. */
  readonly selectors: string;
  /** Undefined if it is not known: then it is taken to be the port. */
  readonly targetPort: number | undefined;
  /** The accounts that serve it; empty if they are not known. */
  readonly accounts: readonly string[];
  /** Whether these pods deny every call that no policy allows. */
  readonly defaultDeny: boolean;
}
