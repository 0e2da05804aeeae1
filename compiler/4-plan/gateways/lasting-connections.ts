import type { Cluster } from "../../2-resolve/federation.ts";
import type { LastingConnections } from "../../2-resolve/lasting-connections.ts";
import type { ConnectionPool } from "../objects.ts";

type HttpPool = NonNullable<ConnectionPool["http"]>;

/**
 * Settings of connections to exposers' ingress gateways, which may be idle for long. Load balancers and NATs on the way forget idle
 * connections, often without a word: the next request on one would wait for an answer in vain. Keep-alives make them remember it, and find
 * out about one that is forgotten all the same. Proxies on the way ignore keep-alives, so HTTP connections also end before they are forgotten.
 * `http` is undefined for tcp, where only the application knows whether a connection is still needed.
 */
export function lastingConnections(exposers: readonly Cluster[], http?: HttpPool, connectTimeout?: string): ConnectionPool {
  const { idleTimeout, keepalive } = shortest(exposers.flatMap(({ ingress }) => ingress?.lasting ?? []));
  return {
    tcp: {
      ...(connectTimeout !== undefined && { connectTimeout }),
      tcpKeepalive: { time: `${keepalive.time}s`, interval: `${keepalive.interval}s`, probes: keepalive.probes },
    },
    ...(http && { http: { idleTimeout: `${idleTimeout}s`, ...http } }),
  };
}

/** Without keep-alives, for HTTP that reaches the exposer through a gateway of this cluster. */
export function endingWhenIdle({ ingress }: Cluster): ConnectionPool | undefined {
  return ingress && { http: { idleTimeout: `${ingress.lasting.idleTimeout}s` } };
}

/** One rule is for all exposers of a failover, so each setting is the smallest. */
function shortest(settings: readonly LastingConnections[]): LastingConnections {
  const least = (value: (one: LastingConnections) => number) => Math.min(...settings.map(value));
  return {
    idleTimeout: least(({ idleTimeout }) => idleTimeout),
    keepalive: {
      time: least(({ keepalive }) => keepalive.time),
      interval: least(({ keepalive }) => keepalive.interval),
      probes: least(({ keepalive }) => keepalive.probes),
    },
  };
}
