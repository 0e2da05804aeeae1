import type { Labels } from "../../1-load/federation-file.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import type { Identity } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";

/** An Envoy that sends: beside an application, or a gateway's. */
export interface SourceProxy {
  readonly mesh: Mesh;
  readonly namespace: string;
  readonly labels: Labels;
  /** What Istio gave it. */
  readonly identity: Identity;
  readonly gateway: GatewayPods | undefined;
}

export function sidecar(mesh: Mesh, namespace: string, account: string, labels: Labels): SourceProxy {
  return { mesh, namespace, labels, identity: workloadIdentity(mesh, namespace, account), gateway: undefined };
}

const known = new WeakMap<GatewayPods, SourceProxy>();

export function gatewayProxy(mesh: Mesh, gateway: GatewayPods): SourceProxy {
  const before = known.get(gateway);
  if (before) return before;
  const { namespace, labels, account } = gateway;
  const source = { mesh, namespace, labels, identity: workloadIdentity(mesh, namespace, account), gateway };
  known.set(gateway, source);
  return source;
}

export function workloadIdentity(mesh: Mesh, namespace: string, account: string): Identity {
  return { uris: [`spiffe://${mesh.facts.trustDomain}/ns/${namespace}/sa/${account}`], dns: [], root: mesh.workloadsRoot };
}
