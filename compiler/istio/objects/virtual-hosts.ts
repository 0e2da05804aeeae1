import { shownName } from "./object-head.ts";
import type { Server } from "./read-gateway.ts";
import type { HttpRoute } from "./read-routes.ts";
import type { VirtualService } from "./read-virtual-service.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

/** A route, and the VirtualService that it is of. */
export interface HostRoute {
  readonly route: HttpRoute;
  readonly by: VirtualService;
}

/** The HTTP routes of one server of a Gateway, by the host that is asked for: an exact one before the longest with a `*`. */
export class VirtualHosts {
  readonly #byHost = new Map<string, HostRoute[]>();

  constructor(server: Server, services: readonly VirtualService[]) {
    for (const by of services) {
      if (by.http.length === 0) continue;
      const hosts = new Set(by.hosts.flatMap((host) => server.hosts.flatMap((own) => narrower(own, host) ?? [])));
      for (const host of hosts) {
        const routes = by.http.map((route) => ({ route, by }));
        const known = this.#byHost.get(host);
        if (known) this.#byHost.set(host, merged(host, known, routes));
        else this.#byHost.set(host, routes);
      }
    }
  }

  /** The port in a Host header does not count here. */
  find(authority: string): readonly HostRoute[] | undefined {
    const host = authority.replace(/:\d+$/, "").toLowerCase();
    const exact = this.#byHost.get(host);
    if (exact) return exact;
    for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
      const routes = this.#byHost.get(`*${host.slice(dot)}`);
      if (routes) return routes;
    }
    return undefined;
  }
}

/**
 * Routes of several VirtualServices follow each other by age, which no object tells: so none may match what another does. One that refuses
 * may come too late, so it is as if it were not there.
 */
function merged(host: string, before: HostRoute[], after: HostRoute[]): HostRoute[] {
  const [known, more] = [before, after].map((routes) => routes.filter(({ route }) => !route.refuses)) as [HostRoute[], HostRoute[]];
  const others = more.flatMap((route) => prefixesOf(host, route));
  for (const one of known.flatMap((route) => prefixesOf(host, route))) {
    const other = others.find((other) => one.startsWith(other) || other.startsWith(one));
    const by = more[0]?.by.name;
    if (other !== undefined && by)
      throw new UnsupportedObject(shownName(by), "spec.http", `another VirtualService has routes under \`${one}\` for the same host`);
  }
  return [...known, ...more];
}

/** Paths that a route takes on this host; none where it asks for another host. */
function prefixesOf(host: string, { route, by }: HostRoute): readonly string[] {
  const matches = route.matches.filter(
    ({ exactAuthority }) => exactAuthority === undefined || host.startsWith("*") || exactAuthority === host,
  );
  if (matches.length === 0 && route.matches.length > 0) return [];
  const prefixes = matches.flatMap(({ pathPrefix }) => pathPrefix ?? []);
  if (prefixes.length > 0 && prefixes.length === matches.length) return prefixes;
  throw new UnsupportedObject(
    shownName(by.name),
    route.name.field ?? "",
    "another VirtualService has routes for the same host, and their order is not known",
  );
}

/** What two names have in common, where each may begin with `*.`: the narrower of them, or nothing. */
export function narrower(one: string, other: string): string | undefined {
  if (one === other) return one;
  if (covers(one, other)) return other;
  return covers(other, one) ? one : undefined;
}

function covers(wide: string, name: string): boolean {
  return wide === "*" || (wide.startsWith("*.") && name.length > wide.length - 1 && name.endsWith(wide.slice(1)));
}
