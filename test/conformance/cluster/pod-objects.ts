import type { KubeObject } from "./kube-api.ts";

/** The fields of a Pod that decide how it is run. */
export interface Pod extends KubeObject {
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly containers: readonly Container[];
  };
  readonly status?: { readonly podIP?: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

/** The metadata of pods that are to come. */
export interface PodTemplate {
  readonly metadata?: Pick<KubeObject["metadata"], "labels" | "annotations">;
}

export interface Deployment extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly template: PodTemplate };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

export interface Service extends KubeObject {
  readonly spec: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly unknown[] } };
}

export interface EndpointSlice extends KubeObject {
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  readonly endpoints?: readonly { readonly addresses: readonly string[]; readonly conditions?: { readonly ready?: boolean } }[];
}

/** `namespace/name` */
export function fullName({ metadata: { namespace, name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

/** `namespace/deployment`, or the pod itself if nothing made it. */
export function ownerOf({ metadata: { namespace, name, ownerReferences } }: KubeObject): string {
  return `${namespace}/${ownerReferences ? name.replace(/-[^-]+-[^-]+$/, "") : name}`;
}

/** Whether its controller has brought a Deployment to where its spec wants it. */
export function isRolledOut({ metadata: { generation }, spec: { replicas = 1 }, status }: Deployment): boolean {
  const counts = [status?.replicas, status?.readyReplicas, status?.updatedReplicas];
  return status?.observedGeneration === generation && counts.every((count = 0) => count === replicas);
}

/** How a pod is run: as a gateway, as an application with a sidecar, or without a proxy. */
export function proxyOf(pod: PodTemplate, namespaceLabels: Readonly<Record<string, string>>): "gateway" | "sidecar" | "none" {
  if (isGateway(pod)) return "gateway";
  const asked = pod.metadata?.labels?.["sidecar.istio.io/inject"] ?? String(namespaceLabels["istio-injection"] === "enabled");
  return asked === "true" ? "sidecar" : "none";
}

export function isGateway({ metadata }: PodTemplate): boolean {
  return metadata?.annotations?.["inject.istio.io/templates"] === "gateway";
}
