import { deploymentName, gatewayPort } from "../2-resolve/cluster.ts";
import { callerNamespaces, sorted } from "../2-resolve/names.ts";
import { planGatewayDeployment } from "./gateway-deployment.ts";
import type { Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "./manifest.ts";
import { egressServiceHost, egressSni, groupHost, pairHost, serviceHost, shortened, subsetName, tcpName } from "./names.ts";
import type { Server } from "./objects.ts";

/** `gateways.yaml`: the namespace, both gateways as far as grants need them, and the way from applications to the egress gateway. */
export function planGateways(involvement: Involvement): readonly PlannedFile[] {
  const { federation, cluster, offers, wants } = involvement;
  const ingress =
    offers.length > 0 && cluster.ingress ? planGatewayDeployment(involvement, "ingress", cluster.ingress, cluster.ingress.port) : [];
  const egress = wants.length > 0 && cluster.egress ? planGatewayDeployment(involvement, "egress", cluster.egress, gatewayPort) : [];
  const toEgress = egress.length > 0 ? [egressGateway(involvement), egressDestinationRule(involvement)] : [];
  const namespace = cluster.createNamespace
    ? [manifest({ apiVersion: "v1", kind: "Namespace", metadata: metadata({ federation }, cluster.namespace) })]
    : [];
  const marker = manifest(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata({ federation, namespace: cluster.namespace }, `federation-${federation}`),
      data: { cluster: cluster.name, federation, hostname: cluster.hostname },
    },
    "Stays when all else goes: an overlay that is never empty is really pruned.",
  );
  return [{ name: "gateways.yaml", manifests: [...namespace, marker, ...ingress, ...egress, ...toEgress] }];
}

/** What applications' proxies may ask the egress gateway for. */
function egressGateway({ federation, cluster, uses, groups }: Involvement): Manifest {
  const pairs = sorted(uses.map(({ exposer }) => `./*.${pairHost(cluster, exposer)}`));
  const groupHosts = groups.length > 0 ? [`./*.${cluster.name}.${federation}`] : [];
  const tcpServer = (name: string, host: string): Server => ({
    port: { number: gatewayPort, name: shortened(`tls-${name}`, 63), protocol: "TLS" },
    hosts: [`./${host}`],
    tls: { mode: "ISTIO_MUTUAL" },
  });
  const servers: Server[] = [
    {
      port: { number: gatewayPort, name: "https-federation", protocol: "HTTPS" },
      hosts: [`./${egressSni(cluster)}`, ...pairs, ...groupHosts],
      tls: { mode: "ISTIO_MUTUAL" },
    },
    ...tcpTargets({ federation, cluster, uses, groups }).map(({ server, host }) => tcpServer(server, host)),
  ];
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: metadata({ federation, namespace: cluster.namespace }, "federation-egress"),
      spec: { selector: cluster.egress?.selector ?? {}, servers },
    },
    "All HTTP arrives under one server name, each tcp service under its own.",
  );
}

function egressDestinationRule(involvement: Involvement): Manifest {
  const { federation, cluster, names } = involvement;
  const callers = names.flatMap(({ consumptions }) => consumptions.map((consumption) => callerNamespaces(consumption.callers)));
  // Istio refuses the rule's own namespace beside ".".
  const others = sorted(callers.flat()).filter((namespace) => namespace !== cluster.namespace);
  const exportTo = callers.includes("any") ? ["*"] : [".", ...others];
  const subsets = tcpTargets(involvement).map(({ name, host }) => ({
    name,
    trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" as const, sni: host } },
  }));
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: metadata({ federation, namespace: cluster.namespace }, "federation-egress"),
      spec: {
        host: egressServiceHost(cluster),
        exportTo,
        trafficPolicy: {
          connectionPool: { http: { useClientProtocol: true } },
          tls: { mode: "ISTIO_MUTUAL", sni: egressSni(cluster) },
        },
        ...(subsets.length > 0 && { subsets }),
      },
    },
    `How ${deploymentName("egress")} is called by the applications that may.`,
  );
}

/** Every tcp service that is used, with the server name that tells it from the others. */
function tcpTargets({ federation, cluster, uses, groups }: Pick<Involvement, "federation" | "cluster" | "uses" | "groups">) {
  const direct = uses
    .filter(({ service }) => service.protocol === "tcp")
    .map(({ service, exposer }) => ({
      name: subsetName(tcpName(service, exposer)),
      server: tcpName(service, exposer),
      host: serviceHost(service, cluster, exposer),
    }));
  const grouped = groups
    .filter(({ service }) => service.protocol === "tcp")
    .map(({ service }) => ({ name: subsetName(service.name), server: service.name, host: groupHost(service, cluster, federation) }));
  return [...direct, ...grouped].sort((a, b) => (a.name < b.name ? -1 : 1));
}
