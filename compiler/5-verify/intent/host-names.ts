import type { Cluster, Consumption, Exposure, FederatedService, Federation } from "../../2-resolve/federation.ts";

/**
 * The names that partners rely on, once more and on purpose apart from the planner's: a name that came out differently on both sides
 * of a border would otherwise look right on each.
 */
export class HostNames {
  readonly #federation: string;

  constructor(federation: Federation) {
    this.#federation = federation.name;
  }

  /** Server name between two clusters' gateways. */
  pair(consumer: Cluster, exposer: Cluster): string {
    return `${consumer.name}.${exposer.hostname}`;
  }

  /** One service of one exposer for one consumer. */
  service(service: FederatedService, consumer: Cluster, exposer: Cluster): string {
    return `${service.name}.${this.pair(consumer, exposer)}`;
  }

  /** One service for one consumer, whichever exposer of a failover serves it. */
  group(service: FederatedService, consumer: Cluster): string {
    return `${service.name}.${consumer.name}.${this.#federation}`;
  }

  /** All by which an exposer knows a service for one consumer. */
  serverNames({ service, cluster }: Exposure, consumer: Cluster): readonly string[] {
    return [this.service(service, consumer, cluster), this.group(service, consumer)];
  }

  /** What applications' proxies dial. */
  egressService({ namespace, istio }: Cluster): string {
    return `istio-private-egressgateway.${namespace}.svc.${istio.domain}`;
  }

  /** The server name under which all HTTP comes to it. */
  egressSni({ hostname }: Cluster): string {
    return `egress.${hostname}`;
  }

  /** The cluster that shows such a server name at an exposer: the pair's host, a name below it, or one of a failover. */
  consumerOf(serverName: string, exposer: Cluster): string | undefined {
    for (const base of [exposer.hostname, this.#federation])
      if (serverName.endsWith(`.${base}`))
        return serverName
          .slice(0, -base.length - 1)
          .split(".")
          .at(-1);
    return undefined;
  }
}

/** The address of a local name in full, as an application in one of a cluster's namespaces means it. */
export function fullHost(host: string, namespace: string, { istio }: Cluster): string {
  const labels = host.split(".");
  if (labels.length === 1) return `${host}.${namespace}.svc.${istio.domain}`;
  if (labels.length === 2) return `${host}.svc.${istio.domain}`;
  return labels.length === 3 && labels[2] === "svc" ? `${host}.${istio.domain}` : host;
}

/** Where a consumption answers: host and port. */
export function answersAt({ as, port }: Consumption): string {
  return `${as?.host}:${port}`;
}
