import { indexed } from "./indexed.ts";
import { onlyOne, shownName } from "./object-head.ts";
import type { Gateway, Server } from "./read-gateway.ts";
import type { TcpRoute, TlsRoute, VirtualService } from "./read-virtual-service.ts";
import { UnsupportedObject } from "./unsupported-object.ts";
import { mostSpecific, narrower, VirtualHosts } from "./virtual-hosts.ts";

/** How a gateway handles connections for a server name. */
export interface Chain {
  readonly server: Server;
  /** The routes of HTTPS; undefined for TLS. */
  readonly hosts: VirtualHosts | undefined;
  /** The route of TLS that ends here or passes through; undefined for HTTPS. */
  readonly route: TcpRoute | TlsRoute | undefined;
}

/** The filter chains of one gateway's pods, by the port that they listen on and by server name. */
export class FilterChains {
  readonly #byServerName = new Map<string, Chain>();
  readonly #listeningPort: (serverPort: number) => number;

  /** `listeningPort` gives the pods' port for that of a server. */
  constructor(gateways: readonly Gateway[], virtualServices: readonly VirtualService[], listeningPort: (serverPort: number) => number) {
    this.#listeningPort = listeningPort;
    const byGateway = indexed(virtualServices, ({ gateways }) => gateways);
    for (const { name, servers } of gateways) {
      // A route must be in the Gateway's namespace, since hosts are `./…`.
      const services = (byGateway.get(`${name.namespace}/${name.name}`) ?? []).filter(
        (service) => service.name.namespace === name.namespace,
      );
      for (const server of servers)
        if (server.mode === "PASSTHROUGH") this.#addPassthrough(server, services);
        else this.#add(server, services);
    }
  }

  find(port: number, sni: string | undefined): Chain | undefined {
    return sni === undefined ? undefined : mostSpecific(this.#byServerName, sni, `${port} `);
  }

  /** The server names of a port, some of which begin with `*.`. */
  serverNames(port: number): readonly string[] {
    const start = `${port} `;
    return [...this.#byServerName.keys()].flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
  }

  #add(server: Server, services: readonly VirtualService[]): void {
    const isHttps = server.protocol === "HTTPS";
    const route = isHttps ? undefined : tcpRoute(server, services);
    // Istio makes no filter chain for a server of protocol TLS without a route.
    if (!isHttps && !route) return;
    const hosts = isHttps ? new VirtualHosts(server, services) : undefined;
    for (const host of server.hosts) this.#put(host, { server, hosts, route });
  }

  /** Listens only for the server names of its routes. */
  #addPassthrough(server: Server, services: readonly VirtualService[]): void {
    for (const route of services.flatMap(({ tls }) => tls))
      for (const sni of route.matches.filter((match) => isAt(match, server)).flatMap(({ sniHosts }) => sniHosts)) {
        const host = server.hosts.map((host) => narrower(host, sni)).find((host) => host !== undefined);
        if (host !== undefined) this.#put(host, { server, hosts: undefined, route });
      }
  }

  #put(host: string, chain: Chain): void {
    const { name, port } = chain.server;
    const key = `${this.#listeningPort(port)} ${host}`;
    if (this.#byServerName.has(key))
      throw new UnsupportedObject(shownName(name), `${name.field}.hosts`, `Istio drops one of two servers for \`${host}\``);
    this.#byServerName.set(key, chain);
  }
}

function tcpRoute(server: Server, services: readonly VirtualService[]): TcpRoute | undefined {
  const bound = services.filter(
    ({ hosts, tcp }) => tcp.length > 0 && hosts.some((host) => server.hosts.some((own) => narrower(own, host) !== undefined)),
  );
  return onlyOne(bound, "spec.tcp", "routes for one server")?.tcp.find(
    ({ matches }) => matches.length === 0 || matches.some((match) => isAt(match, server)),
  );
}

function isAt({ port }: { readonly port: number | undefined }, server: Server): boolean {
  return port === undefined || port === server.port;
}
