import type { Cluster, Consumption, FederatedService, Federation, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";

/**
 * The names that partners rely on, written a second time on purpose: if the planner made a name differently on both sides of a border, each
 * side would look right by itself.
 */
export class HostNames {
  readonly #federation: string;
  readonly #clusters: readonly Cluster[];
  readonly #byHostname: ReadonlyMap<string, readonly Cluster[]>;

  constructor({ name, clusters }: Federation) {
    this.#federation = name;
    this.#clusters = [...clusters.values()];
    this.#byHostname = grouped(this.#clusters, ({ hostname }) => hostname);
  }

  /** The server name between two clusters' gateways. */
  pair(consumer: Cluster, exposer: Cluster): string {
    return `${consumer.name}.${exposer.hostname}`;
  }

  /** The name of one exposer's service for one consumer. */
  service(service: FederatedService, consumer: Cluster, exposer: Cluster): string {
    return `${service.name}.${this.pair(consumer, exposer)}`;
  }

  /** The same for a grant, which may be of one subset. */
  granted({ exposure, consumer, subset }: Grant): string {
    const name = this.service(exposure.service, consumer, exposure.cluster);
    return subset ? name.replace(".", `--${subset.name}.`) : name;
  }

  /** The service in the name of one of its subsets, or in its own. */
  serviceIn(serverName: string): string {
    return serverName.split(/--|\./, 1)[0] ?? "";
  }

  /** The name of a service for one consumer, whichever exposer of a failover serves it. */
  group(service: FederatedService, consumer: Cluster): string {
    return `${service.name}.${consumer.name}.${this.#federation}`;
  }

  /** The names of a grant. With subsets, only one grant of a consumer is meant by the name of the failover. */
  serverNames(grant: Grant): readonly string[] {
    const { service, subsets } = grant.exposure;
    const named = this.granted(grant);
    return grant.failover || subsets.size === 0 ? [named, this.group(service, grant.consumer)] : [named];
  }

  /** The Service of the egress gateway, which applications' proxies dial. */
  egressService({ namespace, istio }: Cluster): string {
    return `istio-private-egressgateway.${namespace}.svc.${istio.domain}`;
  }

  /** The server name of all HTTP at the egress gateway. */
  egressSni({ hostname }: Cluster): string {
    return `egress.${hostname}`;
  }

  /** The host of calls that a gateway of the consumer's makes by the routes of a consumption. */
  delegate({ cluster, as, port }: Consumption): string {
    return `delegate:${cluster.namespace}/delegate-${as?.name}.${as?.namespace}.${port}`;
  }

  /** The exposers at which a server name may be that of a pair or a service. */
  exposersUnder(serverName: string): readonly Cluster[] {
    if (serverName.endsWith(`.${this.#federation}`)) return this.#clusters;
    const exposers: Cluster[] = [];
    for (let dot = serverName.indexOf("."); dot !== -1; dot = serverName.indexOf(".", dot + 1))
      exposers.push(...(this.#byHostname.get(serverName.slice(dot + 1)) ?? []));
    return exposers;
  }

  /** The name of the cluster that shows a server name at an exposer: that of a pair, one below it, or that of a failover. */
  consumerOf(serverName: string, exposer: Cluster): string | undefined {
    const base = [exposer.hostname, this.#federation].find((name) => serverName.endsWith(`.${name}`));
    if (base === undefined) return undefined;
    const end = serverName.length - base.length - 1;
    return serverName.slice(serverName.lastIndexOf(".", end - 1) + 1, end);
  }
}

/** The full name of a host, as DNS completes it in a cluster's namespace. */
export function fullHost(host: string, namespace: string, { istio }: Cluster): string {
  const labels = host.split(".");
  if (labels.length === 1) return `${host}.${namespace}.svc.${istio.domain}`;
  if (labels.length === 2) return `${host}.svc.${istio.domain}`;
  return labels.length === 3 && labels[2] === "svc" ? `${host}.${istio.domain}` : host;
}

/** The `host:port` that a consumption answers. */
export function answersAt({ as, port }: Consumption): string {
  return `${as?.host}:${port}`;
}
