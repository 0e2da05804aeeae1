import type { Labels } from "../../1-load/federation-file.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import type { Identity } from "../objects/identity.ts";
import { getOrMake } from "../objects/indexed.ts";
import type { Mesh } from "../objects/mesh.ts";

/** An Envoy that sends: a sidecar, or a gateway. */
export interface SourceProxy {
  readonly mesh: Mesh;
  readonly namespace: string;
  readonly labels: Labels;
  /** The identity that Istio gives it. */
  readonly identity: Identity;
  /** Undefined for a sidecar. */
  readonly gateway: GatewayPods | undefined;
}

export function sidecar(mesh: Mesh, namespace: string, account: string, labels: Labels): SourceProxy {
  return { mesh, namespace, labels, identity: workloadIdentity(mesh, namespace, account), gateway: undefined };
}

const gatewayProxies = new WeakMap<GatewayPods, SourceProxy>();

export function gatewayProxy(mesh: Mesh, gateway: GatewayPods): SourceProxy {
  const { namespace, account, labels } = gateway;
  return getOrMake(gatewayProxies, gateway, () => ({ ...sidecar(mesh, namespace, account, labels), gateway }));
}

export function workloadIdentity(mesh: Mesh, namespace: string, account: string): Identity {
  return { uris: [`spiffe://${mesh.facts.trustDomain}/ns/${namespace}/sa/${account}`], dns: [], root: mesh.workloadsRoot };
}
