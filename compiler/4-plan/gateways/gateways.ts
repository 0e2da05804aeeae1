import { deploymentName, gatewayPort } from "../../2-resolve/cluster.ts";
import { sorted } from "../../2-resolve/names.ts";
import { type ClusterView, grantsIn, usedIn } from "../cluster-view.ts";
import { confined, type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { egressServiceHost, egressSni, groupHost, pairHost, serviceHost, shortened, subsetName, usedName } from "../names.ts";
import type { Server } from "../objects.ts";
import { seenBy } from "../visibility.ts";
import { passedPairs } from "../workloads/workload-uses.ts";
import { planGatewayDeployment } from "./gateway-deployment.ts";

/** `gateways.yaml`: the namespace, both gateways as far as grants need them, and the way from applications to the egress gateway. */
export function planGateways(view: ClusterView): readonly PlannedFile[] {
  const { federation, cluster, inboundGrants, leavesByEgress } = view;
  const ingress =
    inboundGrants.length > 0 && cluster.ingress ? planGatewayDeployment(view, "ingress", cluster.ingress, cluster.ingress.port) : [];
  const egress = leavesByEgress && cluster.egress ? planGatewayDeployment(view, "egress", cluster.egress, gatewayPort) : [];
  const toEgress = egress.length > 0 ? [...egressGateway(view), ...egressDestinationRule(view)] : [];
  const namespace = cluster.createNamespace ? [ownNamespace(federation, cluster.namespace)] : [];
  const marker = manifest(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata({ federation, namespace: cluster.namespace }, `federation-${federation}`),
      data: { cluster: cluster.name, federation, hostname: cluster.hostname },
    },
    "Remains when every other object is removed: GitOps tools may refuse to prune down to an empty overlay.",
  );
  return [{ name: "gateways.yaml", manifests: [...namespace, marker, ...ingress, ...egress, ...toEgress] }];
}

function ownNamespace(federation: string, name: string): Manifest {
  const about = metadata({ federation }, name);
  return manifest({ apiVersion: "v1", kind: "Namespace", metadata: { ...about, labels: { ...about.labels, ...confined } } });
}

/** The hosts that applications' proxies may reach through the egress gateway. */
function egressGateway(view: ClusterView): readonly Manifest[] {
  const { federation, cluster } = view;
  const passthroughHosts = passedPairs(view).map((pair) => `./*.${pair}`);
  const passthrough: readonly Server[] =
    passthroughHosts.length > 0
      ? [{ port: { number: gatewayPort, name: "passthrough", protocol: "TLS" }, hosts: passthroughHosts, tls: { mode: "PASSTHROUGH" } }]
      : [];
  const servers = [...terminatingServers(view), ...passthrough];
  if (servers.length === 0) return [];
  const object = manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: metadata({ federation, namespace: cluster.namespace }, "federation-egress"),
      spec: { selector: cluster.egress?.selector ?? {}, servers },
    },
    ...(servers.length > passthrough.length ? ["All HTTP uses one server name. Each tcp service has its own."] : []),
    ...(passthrough.length > 0 ? ["In mode workloads, TLS passes through."] : []),
  );
  return [object];
}

/** The servers that terminate applications' TLS, in mode gateways. */
function terminatingServers(view: ClusterView): readonly Server[] {
  const { federation, cluster, outboundGrants } = view;
  if (grantsIn("gateways", outboundGrants).length === 0) return [];
  const { uses, groups } = usedIn("gateways", view);
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
    ...tcpTargets(view).map(({ server, host }) => tcpServer(server, host)),
  ];
}

function egressDestinationRule(view: ClusterView): readonly Manifest[] {
  const { federation, cluster, outboundGrants } = view;
  if (grantsIn("gateways", outboundGrants).length === 0) return [];
  const { uses, groups } = usedIn("gateways", view);
  const exportTo = seenBy(
    cluster,
    [...uses, ...groups].flatMap(({ consumptions }) => consumptions),
  );
  const subsets = tcpTargets(view).map(({ name, host }) => ({
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
    `How applications call ${deploymentName("egress")}.`,
  );
  return [object];
}

/** Every tcp service that is used in mode gateways, with the server name that identifies it. */
function tcpTargets(view: ClusterView) {
  const { federation, cluster } = view;
  const { uses, groups } = usedIn("gateways", view);
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
