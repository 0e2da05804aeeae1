import { deploymentName, gatewayPort } from "../../2-resolve/cluster.ts";
import { sorted } from "../../2-resolve/names.ts";
import { compare } from "../../findings/finding.ts";
import { type ClusterView, grantsIn, usedIn } from "../cluster-view.ts";
import { confined, type Manifest, manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { egressServiceHost, egressSni, groupHost, pairHost, serviceHost, shortened, subsetName, usedName } from "../names.ts";
import type { Server } from "../objects.ts";
import { seenBy } from "../visibility.ts";
import { passedPairs } from "../workloads/workload-uses.ts";
import { planGatewayDeployment } from "./gateway-deployment.ts";

/** `gateways.yaml`: the namespace, both gateways as far as grants need them, and the way from applications to the egress gateway. */
export function planGateways(view: ClusterView): readonly PlannedFile[] {
  const { federation, cluster, home, inboundGrants, leavesByEgress } = view;
  const ingress =
    inboundGrants.length > 0 && cluster.ingress ? planGatewayDeployment(view, "ingress", cluster.ingress, cluster.ingress.port) : [];
  const egress = leavesByEgress && cluster.egress ? planGatewayDeployment(view, "egress", cluster.egress, gatewayPort) : [];
  const toEgress = egress.length > 0 ? [...egressGateway(view), ...egressDestinationRule(view)] : [];
  const namespace = cluster.createNamespace ? [ownNamespace(federation, cluster.namespace)] : [];
  const marker = manifest(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata(home, `federation-${federation}`),
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
  const hosts = passedPairs(view).map((pair) => `./*.${pair}`);
  const port = { number: gatewayPort, name: "passthrough", protocol: "TLS" } as const;
  const terminating = terminatingServers(view);
  const passthrough: readonly Server[] = hosts.length > 0 ? [{ port, hosts, tls: { mode: "PASSTHROUGH" } }] : [];
  if (terminating.length + passthrough.length === 0) return [];
  return [
    planned(
      "Gateway",
      metadata(view.home, "federation-egress"),
      { selector: view.cluster.egress?.selector ?? {}, servers: [...terminating, ...passthrough] },
      ...(terminating.length > 0 ? ["All HTTP uses one server name. Each tcp service has its own."] : []),
      ...(passthrough.length > 0 ? ["In mode workloads, TLS passes through."] : []),
    ),
  ];
}

/** The servers that terminate applications' TLS, in mode gateways. */
function terminatingServers(view: ClusterView): readonly Server[] {
  const { federation, cluster, outboundGrants } = view;
  if (grantsIn("gateways", outboundGrants).length === 0) return [];
  const { remoteServices, groups } = usedIn("gateways", view);
  const pairs = sorted(remoteServices.map(({ exposer }) => `./*.${pairHost(cluster, exposer)}`));
  const groupHosts = groups.length > 0 ? [`./*.${cluster.name}.${federation}`] : [];
  const server = (name: string, protocol: "HTTPS" | "TLS", hosts: readonly string[]): Server => ({
    port: { number: gatewayPort, name, protocol },
    hosts,
    tls: { mode: "ISTIO_MUTUAL" },
  });
  return [
    server("https-federation", "HTTPS", [`./${egressSni(cluster)}`, ...pairs, ...groupHosts]),
    ...tcpTargets(view).map(({ name, host }) => server(shortened(`tls-${name}`, 63), "TLS", [`./${host}`])),
  ];
}

function egressDestinationRule(view: ClusterView): readonly Manifest[] {
  const { cluster, outboundGrants } = view;
  if (grantsIn("gateways", outboundGrants).length === 0) return [];
  const { remoteServices, groups } = usedIn("gateways", view);
  const consumptions = [...remoteServices, ...groups].flatMap((used) => used.consumptions);
  const subsets = tcpTargets(view).map(({ subset, host }) => ({
    name: subset,
    trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" as const, sni: host } },
  }));
  return [
    planned(
      "DestinationRule",
      metadata(view.home, "federation-egress"),
      {
        host: egressServiceHost(cluster),
        exportTo: seenBy(cluster, consumptions),
        trafficPolicy: {
          connectionPool: { http: { useClientProtocol: true } },
          tls: { mode: "ISTIO_MUTUAL", sni: egressSni(cluster) },
        },
        ...(subsets.length > 0 && { subsets }),
      },
      `How applications call ${deploymentName("egress")}.`,
    ),
  ];
}

/** Every tcp service that is used in mode gateways, with the server name that identifies it. */
function tcpTargets(view: ClusterView) {
  const { federation, cluster } = view;
  const { remoteServices, groups } = usedIn("gateways", view);
  const targets = [
    ...remoteServices.map(({ service, grant }) => ({ service, name: usedName(grant), host: serviceHost(grant) })),
    ...groups.map(({ service }) => ({ service, name: service.name, host: groupHost(service, cluster, federation) })),
  ];
  return targets
    .filter(({ service }) => service.protocol === "tcp")
    .map(({ name, host }) => ({ name, host, subset: subsetName(name) }))
    .sort((a, b) => compare(a.subset, b.subset));
}
