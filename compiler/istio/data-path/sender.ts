import type { Labels } from "../../1-load/federation-file.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import type { Identity } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";

/** An Envoy that sends: beside an application, or a gateway's. */
export interface Sender {
  readonly mesh: Mesh;
  readonly namespace: string;
  readonly labels: Labels;
  /** What Istio gave it. */
  readonly identity: Identity;
  readonly gateway: GatewayPods | undefined;
}

export function sidecar(mesh: Mesh, namespace: string, account: string, labels: Labels): Sender {
  return { mesh, namespace, labels, identity: workloadIdentity(mesh, namespace, account), gateway: undefined };
}

const known = new WeakMap<GatewayPods, Sender>();

export function gatewaySender(mesh: Mesh, gateway: GatewayPods): Sender {
  const before = known.get(gateway);
  if (before) return before;
  const { namespace, labels, account } = gateway;
  const sender = { mesh, namespace, labels, identity: workloadIdentity(mesh, namespace, account), gateway };
  known.set(gateway, sender);
  return sender;
}

export function workloadIdentity(mesh: Mesh, namespace: string, account: string): Identity {
  return { uris: [`spiffe://${mesh.facts.trustDomain}/ns/${namespace}/sa/${account}`], dns: [], root: mesh.workloadsRoot };
}
