import { deploymentName, gatewayPort } from "../../2-resolve/cluster.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { Involvement } from "../involvement.ts";
import { confined, type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { grantsIn, usedIn } from "../modes.ts";
import { egressServiceHost, egressSni, groupHost, pairHost, serviceHost, shortened, subsetName, usedName } from "../names.ts";
import type { Server } from "../objects.ts";
import { seenBy } from "../visibility.ts";
import { passedPairs } from "../workloads/workload-uses.ts";
import { planGatewayDeployment } from "./gateway-deployment.ts";

/** `gateways.yaml`: the namespace, both gateways as far as grants need them, and the way from applications to the egress gateway. */
export function planGateways(involvement: Involvement): readonly PlannedFile[] {
  const { federation, cluster, offers, leavesByEgress } = involvement;
  const ingress =
    offers.length > 0 && cluster.ingress ? planGatewayDeployment(involvement, "ingress", cluster.ingress, cluster.ingress.port) : [];
  const egress = leavesByEgress && cluster.egress ? planGatewayDeployment(involvement, "egress", cluster.egress, gatewayPort) : [];
  const toEgress = egress.length > 0 ? [...egressGateway(involvement), ...egressDestinationRule(involvement)] : [];
  const namespace = cluster.createNamespace ? [ownNamespace(federation, cluster.namespace)] : [];
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

function ownNamespace(federation: string, name: string): Manifest {
  const about = metadata({ federation }, name);
  return manifest({ apiVersion: "v1", kind: "Namespace", metadata: { ...about, labels: { ...about.labels, ...confined } } });
}

/** What applications' proxies may ask the egress gateway for. */
function egressGateway(involvement: Involvement): readonly Manifest[] {
  const { federation, cluster } = involvement;
  const passed = passedPairs(involvement).map((pair) => `./*.${pair}`);
  const passthrough: readonly Server[] =
    passed.length > 0
      ? [{ port: { number: gatewayPort, name: "passthrough", protocol: "TLS" }, hosts: passed, tls: { mode: "PASSTHROUGH" } }]
      : [];
  const servers = [...endingServers(involvement), ...passthrough];
  if (servers.length === 0) return [];
  const object = manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: metadata({ federation, namespace: cluster.namespace }, "federation-egress"),
      spec: { selector: cluster.egress?.selector ?? {}, servers },
    },
    ...(servers.length > passthrough.length ? ["All HTTP arrives under one server name, each tcp service under its own."] : []),
    ...(passthrough.length > 0 ? ["In mode workloads TLS goes through as it is."] : []),
  );
  return [object];
}

/** Where applications' TLS ends: in mode gateways. */
function endingServers(involvement: Involvement): readonly Server[] {
  const { federation, cluster, wants } = involvement;
  if (grantsIn("gateways", wants).length === 0) return [];
  const { uses, groups } = usedIn("gateways", involvement);
  const pairs = sorted(uses.map(({ exposer }) => `./*.${pairHost(cluster, exposer)}`));
  const groupHosts = groups.length > 0 ? [`./*.${cluster.name}.${federation}`] : [];
  const tcpServer = (name: string, host: string): Server => ({
    port: { number: gatewayPort, name: shortened(`tls-${name}`, 63), protocol: "TLS" },
    hosts: [`./${host}`],
    tls: { mode: "ISTIO_MUTUAL" },
  });
  return [
    {
      port: { number: gatewayPort, name: "https-federation", protocol: "HTTPS" },
      hosts: [`./${egressSni(cluster)}`, ...pairs, ...groupHosts],
      tls: { mode: "ISTIO_MUTUAL" },
    },
    ...tcpTargets(involvement).map(({ server, host }) => tcpServer(server, host)),
  ];
}

function egressDestinationRule(involvement: Involvement): readonly Manifest[] {
  const { federation, cluster, wants } = involvement;
  if (grantsIn("gateways", wants).length === 0) return [];
  const { uses, groups } = usedIn("gateways", involvement);
  const exportTo = seenBy(
    cluster,
    [...uses, ...groups].flatMap(({ consumptions }) => consumptions),
  );
  const subsets = tcpTargets(involvement).map(({ name, host }) => ({
    name,
    trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" as const, sni: host } },
  }));
  const object = manifest(
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
  return [object];
}

/** Every tcp service that is used in mode gateways, with the server name that tells it from the others. */
function tcpTargets(involvement: Involvement) {
  const { federation, cluster } = involvement;
  const { uses, groups } = usedIn("gateways", involvement);
  const direct = uses
    .filter(({ service }) => service.protocol === "tcp")
    .map(({ service, exposer }) => ({
      name: subsetName(usedName(service, exposer)),
      server: usedName(service, exposer),
      host: serviceHost(service, cluster, exposer),
    }));
  const grouped = groups
    .filter(({ service }) => service.protocol === "tcp")
    .map(({ service }) => ({ name: subsetName(service.name), server: service.name, host: groupHost(service, cluster, federation) }));
  return [...direct, ...grouped].sort((a, b) => (a.name < b.name ? -1 : 1));
}
