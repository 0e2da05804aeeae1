import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { compare } from "../../findings/finding.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { type Manifest, metadata, type PlannedFile, planned, suppressed } from "../manifest.ts";
import { httpHosts, isTcp, pairHost, principalOf, serverNames, shortened, withAndWithoutPort } from "../names.ts";
import type { Operation, Server } from "../objects.ts";
import { grantedOperations } from "../operations.ts";
import { servedHosts, servedServerNames } from "../served-hosts.ts";
import { gatewayPolicy } from "./gateway-policy.ts";

/** The part of a cluster's view that concerns one consuming cluster. */
interface ConsumerView {
  readonly view: ClusterView;
  readonly consumer: Cluster;
  readonly grants: readonly Grant[];
  /** The name of its objects. */
  readonly name: string;
  /** Under these hosts it calls the services of failover groups. */
  readonly groupHosts: readonly string[];
}

/** `consumer-<cluster>.yaml`: the calls that one consuming cluster may make here, as the ingress gateway enforces them. */
export function planConsumers(view: ClusterView): readonly PlannedFile[] {
  const terminated = new Set(grantsIn("gateways", view.inboundGrants).map(({ consumer }) => consumer));
  const grantsByConsumer = [...grouped(view.inboundGrants, (grant) => grant.consumer)].sort(([a], [b]) => compare(a.name, b.name));
  return grantsByConsumer.map(([consumer, grants]) => {
    const name = `consumer-${consumer.name}`;
    const groupHosts = grants.some(({ failover }) => failover) ? [`./*.${consumer.name}.${view.federation}`] : [];
    const consumerView = { view, consumer, grants, name, groupHosts };
    const manifests = terminated.has(consumer)
      ? [gateway(consumerView, terminated.size > 1), policy(consumerView)]
      : passthrough(consumerView);
    return { name: `${name}.yaml`, manifests };
  });
}

function gateway({ view, consumer, grants, name, groupHosts }: ConsumerView, several: boolean): Manifest {
  const { federation, cluster, home } = view;
  const pair = pairHost(consumer, cluster);
  const tls = { mode: "MUTUAL", credentialName: cluster.credentials.ingress, subjectAltNames: [consumer.identity.egress] } as const;
  const https: Server = {
    port: { number: gatewayPort, name: `https-${consumer.name}`, protocol: "HTTPS" },
    hosts: [`./${pair}`, `./*.${pair}`, ...groupHosts],
    tls,
  };
  const tcp = grants
    .filter(isTcp)
    .flatMap(servedHosts)
    .map((served): Server => {
      const port = { number: gatewayPort, name: shortened(`tls-${served.name}`, 63), protocol: "TLS" } as const;
      return { port, hosts: servedServerNames(served, federation).map((host) => `./${host}`), tls };
    });
  return planned(
    "Gateway",
    metadata(home, name, several ? suppressed("IST0138") : {}),
    { selector: cluster.ingress?.selector ?? {}, servers: [https, ...tcp] },
    `Only the egress gateway of ${consumer.name} can connect here: its certificate is required.`,
    ...(tcp.length > 0 ? ["Each tcp service has its own server, since Istio gives a terminating server only one tcp route."] : []),
    ...(several ? ["IST0138 does not apply: all consumers share one key pair, but each has its own hosts."] : []),
  );
}

function policy({ view, consumer, grants, name }: ConsumerView): Manifest {
  const from = [{ source: { principals: [principalOf(consumer.identity.egress)] } }];
  const to = grants.filter((grant) => !isTcp(grant)).flatMap((grant) => hostedOperations(grant, view.federation));
  const values = grants.filter(isTcp).flatMap((grant) => serverNames(grant, view.federation));
  const rules = [
    ...(to.length > 0 ? [{ from, to: to.map((operation) => ({ operation })) }] : []),
    ...(values.length > 0 ? [{ from, when: [{ key: "connection.sni", values }] }] : []),
  ];
  return gatewayPolicy(view, "ingress", { name }, rules, `The calls that ${consumer.name} may make here.`);
}

/** The operations that a grant allows, with the hosts under which the consumer calls the service. */
function hostedOperations(grant: Grant, federation: string): readonly Operation[] {
  const { own, group } = httpHosts(grant, federation);
  const { path } = grant.exposure;
  const operationsOn = (hosts: readonly string[], prefix?: string) =>
    grantedOperations(grant, prefix).map((operation) => ({ hosts: hosts.flatMap(withAndWithoutPort), ...operation }));
  if (path === undefined) return operationsOn([own, ...group]);
  return [...(group.length > 0 ? operationsOn(group) : []), ...operationsOn([own], path)];
}

/** The entrance for a consuming cluster in mode workloads. TLS passes through to the called workload. */
function passthrough({ view, consumer, grants, name, groupHosts }: ConsumerView): readonly Manifest[] {
  const { federation, cluster, home } = view;
  const server: Server = {
    port: { number: gatewayPort, name: `tls-${consumer.name}`, protocol: "TLS" },
    hosts: [`./*.${pairHost(consumer, cluster)}`, ...groupHosts],
    tls: { mode: "PASSTHROUGH" },
  };
  const values = sorted(grants.flatMap((grant) => serverNames(grant, federation)));
  return [
    planned(
      "Gateway",
      metadata(home, name),
      { selector: cluster.ingress?.selector ?? {}, servers: [server] },
      `TLS is not terminated here: workloads of ${consumer.name} authenticate to the called workload, which the server name selects.`,
    ),
    gatewayPolicy(
      view,
      "ingress",
      { name },
      [{ when: [{ key: "connection.sni", values }] }],
      `The services that ${consumer.name} may connect to. The called workload decides which callers and which calls are allowed.`,
    ),
  ];
}
