import type { Labels } from "../1-load/federation-file.ts";
import type { Certificate } from "../certificates/certificate.ts";
import type { IstioVersion } from "../istio-versions/istio-version.ts";

/** All clusters, by name: what their overlays hold, and what no object tells. */
export interface World {
  readonly clusters: ReadonlyMap<string, ClusterWorld>;
  /** The certificates of each root of the file: what a certificate's signature goes back to. */
  readonly roots: ReadonlyMap<string, readonly Certificate[]>;
}

export interface ClusterWorld {
  readonly facts: ClusterFacts;
  /** As data: read from YAML, or planned. Nothing is assumed of them. Undefined for a cluster that configures itself. */
  readonly objects: readonly unknown[] | undefined;
}

/** What federation.yaml says of a cluster, and objects do not. */
/** What stands for the root of a mesh's workloads where the file names none. */
export function ownRootOf(cluster: string): string {
  return `the mesh of ${cluster}`;
}

export interface ClusterFacts {
  readonly name: string;
  readonly hostname: string;
  readonly trustDomain: string;
  /** Names of the roots that its workloads' and gateways' certificates go back to. */
  readonly workloadsRoot: string | undefined;
  readonly gatewaysRoot: string | undefined;
  /** `cluster.local` */
  readonly domain: string;
  /** Undefined where the file does not give it: one that has been measured. */
  readonly istioVersion?: IstioVersion | undefined;
  readonly rootNamespace: string;
  readonly gatewaysNamespace: string;
  /** What its proxies make of a path before they look at it; `BASE` where it is missing. */
  readonly pathNormalization?: "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";
  /** Where its ingress gateway is dialled; empty while it has no address. */
  readonly ingressAddresses: readonly string[];
  readonly ingressPort: number;
  /** Accounts and labels of the gateways' pods, and the SPIFFE IDs of their key pairs. */
  readonly gateways: { readonly ingress: GatewayFacts; readonly egress: GatewayFacts };
  /** Services of the cluster that the file speaks of: exposed ones, and existing ones that a local name means. */
  readonly services: readonly ServiceFacts[];
}

export interface GatewayFacts {
  readonly account: string;
  readonly labels: Labels;
  readonly identity: string;
  /** The Secret with its key pair. */
  readonly credential: string;
}

export interface ServiceFacts {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly protocol: "http" | "http2" | "grpc" | "tcp";
  /** At least one kind: subsets of a Service are different pods, with policies and accounts of their own. */
  readonly pods: readonly PodsFacts[];
}

/** Pods behind a port of a Service that are alike. */
export interface PodsFacts {
  /** Labels that all of them bear. */
  readonly labels: Labels;
  /** The selectors of the file that choose them, as one text: where it is the same, the same policies hold. */
  readonly selectors: string;
  /** Missing where the file does not say it: the same as the port. */
  readonly targetPort: number | undefined;
  /** Accounts that serve it; empty where the file does not say. */
  readonly accounts: readonly string[];
  /** Nothing reaches these pods that no policy allows. */
  readonly defaultDeny: boolean;
}
