import { indexed } from "./indexed.ts";
import { shownName } from "./object-head.ts";
import type { Gateway, Server } from "./read-gateway.ts";
import type { TcpRoute, TlsRoute } from "./read-routes.ts";
import type { VirtualService } from "./read-virtual-service.ts";
import { UnsupportedObject } from "./unsupported-object.ts";
import { narrower, VirtualHosts } from "./virtual-hosts.ts";

/** What a gateway does with connections for a server name. */
export interface Chain {
  readonly server: Server;
  /** Of HTTPS. */
  readonly hosts: VirtualHosts | undefined;
  /** Of TLS that ends here, or passes through. */
  readonly tcp: { readonly route: TcpRoute | TlsRoute; readonly by: VirtualService } | undefined;
}

/** Filter chains of one gateway's pods, by port and server name: an exact name before the longest with a `*`, as Envoy looks them up. */
export class FilterChains {
  readonly #bySni = new Map<string, Chain>();

  constructor(gateways: readonly Gateway[], virtualServices: readonly VirtualService[]) {
    const bound = indexed(virtualServices, ({ gateways }) => gateways);
    for (const { name, servers } of gateways) {
      // A route must be in the Gateway's namespace, since hosts are `./…`.
      const services = (bound.get(`${name.namespace}/${name.name}`) ?? []).filter((service) => service.name.namespace === name.namespace);
      for (const server of servers) {
        if (server.mode === "PASSTHROUGH") this.#addPassthrough(server, services);
        else this.#add(server, services);
      }
    }
  }

  find(port: number, sni: string | undefined): Chain | undefined {
    if (sni === undefined) return undefined;
    const name = sni.toLowerCase();
    const exact = this.#bySni.get(`${port} ${name}`);
    if (exact) return exact;
    for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
      const chain = this.#bySni.get(`${port} *${name.slice(dot)}`);
      if (chain) return chain;
    }
    return undefined;
  }

  #add(server: Server, services: readonly VirtualService[]): void {
    const tcp = server.protocol === "TLS" ? tcpRoute(server, services) : undefined;
    // A server of protocol TLS without a route gets no filter chain.
    if (server.protocol === "TLS" && !tcp) return;
    const hosts = server.protocol === "HTTPS" ? new VirtualHosts(server, services) : undefined;
    for (const host of server.hosts) this.#put(server, host, { server, hosts, tcp });
  }

  /** The names of its routes are what it listens for: without one there is no chain. */
  #addPassthrough(server: Server, services: readonly VirtualService[]): void {
    for (const by of services) {
      for (const route of by.tls) {
        for (const { port, sniHosts } of route.matches) {
          if (port !== undefined && port !== server.port) continue;
          for (const sni of sniHosts) {
            const host = server.hosts.map((host) => narrower(host, sni)).find((host) => host !== undefined);
            if (host !== undefined) this.#put(server, host, { server, hosts: undefined, tcp: { route, by } });
          }
        }
      }
    }
  }

  #put(server: Server, host: string, chain: Chain): void {
    const key = `${server.port} ${host}`;
    if (this.#bySni.has(key))
      throw new UnsupportedObject(shownName(server.name), `${server.name.field}.hosts`, `of two servers for \`${host}\` Istio drops one`);
    this.#bySni.set(key, chain);
  }
}

/** Istio takes the first that it finds, by age, which no object tells: there must be one. */
function tcpRoute(server: Server, services: readonly VirtualService[]): Chain["tcp"] {
  const found = services.filter(
    ({ hosts, tcp }) => tcp.length > 0 && hosts.some((host) => server.hosts.some((own) => narrower(own, host) !== undefined)),
  );
  const [by, another] = found;
  const route = by?.tcp.find(
    ({ matches }) => matches.length === 0 || matches.some(({ port }) => port === undefined || port === server.port),
  );
  if (by && another)
    throw new UnsupportedObject(
      shownName(another.name),
      "spec.tcp",
      `of two routes for one server Istio takes the older; the other is ${shownName(by.name)}`,
    );
  return by && route && { route, by };
}
