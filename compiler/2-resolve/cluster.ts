import type { ClusterEntry, GatewayEntry, IngressEntry } from "../1-load/federation-file.ts";
import type { Cluster, GatewaySettings, Ingress } from "./federation.ts";
import { lastingConnectionsOf } from "./lasting-connections.ts";

/** The default of the port that peers dial and gateways listen on. */
export const gatewayPort = 15443;

/** Fills in what a cluster leaves out. One that `consumes` has an egress gateway. */
export function resolveCluster(name: string, written: ClusterEntry, consumes: boolean): Cluster {
  const { hostname, gateways, istio } = written;
  const trust = written.trust?.gateways;
  const planes = typeof istio?.dataPlane === "string" ? { default: istio.dataPlane } : (istio?.dataPlane ?? {});
  const egress = gateways?.egress ?? (consumes && written.managed !== false ? {} : undefined);
  const identity = (side: "ingress" | "egress") => trust?.identity?.[side] ?? `spiffe://${hostname}/${deploymentName(side)}`;
  const credential = (side: "ingress" | "egress") => trust?.certificate?.secrets?.[side] ?? `federation-${side}`;
  return {
    name,
    hostname,
    owner: written.owner,
    managed: written.managed ?? true,
    inactive: written.inactive,
    namespace: gateways?.namespace ?? "istio-private-gateways",
    createNamespace: gateways?.createNamespace ?? true,
    ingress: gateways?.ingress && resolveIngress(gateways.ingress),
    egress: egress && resolveGateway("egress", egress),
    identity: { ingress: identity("ingress"), egress: identity("egress") },
    root: trust?.root,
    workloadsRoot: written.trust?.workloads?.root,
    issuer: trust?.certificate?.issuerRef,
    credentials: { ingress: credential("ingress"), egress: credential("egress") },
    trustDomain: written.trust?.workloads?.domain ?? "cluster.local",
    istio: {
      version: istio?.version,
      revision: istio?.revision,
      rootNamespace: istio?.rootNamespace ?? "istio-system",
      domain: istio?.domain ?? "cluster.local",
      defaultDeny: istio?.defaultDeny ?? false,
      pathNormalization: istio?.pathNormalization ?? "BASE",
      dataPlane: { default: planes.default ?? "sidecar", namespaces: planes.namespaces ?? {} },
    },
    written,
  };
}

/** Whether pods of a namespace are part of the mesh by ztunnel, and not by sidecars. */
export function isAmbient({ istio: { dataPlane } }: Cluster, namespace: string): boolean {
  const { namespaces } = dataPlane;
  return (Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : dataPlane.default) === "ambient";
}

/** The name of a gateway's Deployment, Service, ServiceAccount, Role and deny-all policy. */
export function deploymentName(side: "ingress" | "egress"): string {
  return `istio-private-${side}gateway`;
}

function resolveIngress(written: IngressEntry): Ingress {
  const { addresses = "pending", port = gatewayPort } = written;
  return { addresses, port, lasting: lastingConnectionsOf(written), ...resolveGateway("ingress", written) };
}

function resolveGateway(side: "ingress" | "egress", written: GatewayEntry): GatewaySettings {
  const replicas = written.replicas ?? 2;
  return {
    deploy: written.deploy ?? true,
    selector: written.selector ?? { istio: `private-${side}gateway` },
    serviceAccount: written.serviceAccount ?? deploymentName(side),
    replicas: typeof replicas === "number" ? { min: replicas, max: replicas } : replicas,
    service: {
      type: written.service?.type ?? (side === "ingress" ? "LoadBalancer" : "ClusterIP"),
      annotations: written.service?.annotations ?? {},
      nodePort: written.service?.nodePort,
    },
  };
}
