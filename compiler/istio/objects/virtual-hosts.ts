import { shownName } from "./object-head.ts";
import type { Server } from "./read-gateway.ts";
import type { HttpRoute, VirtualService } from "./read-virtual-service.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

/** A route, and its VirtualService. */
interface HostRoute {
  readonly route: HttpRoute;
  readonly by: VirtualService;
}

/** The HTTP routes of one server of a Gateway, by host. */
export class VirtualHosts {
  readonly #byHost: ReadonlyMap<string, readonly HttpRoute[]>;

  constructor(server: Server, services: readonly VirtualService[]) {
    const byHost = new Map<string, readonly HostRoute[]>();
    for (const by of services) {
      if (by.http.length === 0) continue;
      const hosts = new Set(by.hosts.flatMap((host) => server.hosts.flatMap((own) => narrower(own, host) ?? [])));
      const routes = by.http.map((route) => ({ route, by }));
      for (const host of hosts) byHost.set(host, merged(host, byHost.get(host), routes));
    }
    this.#byHost = new Map([...byHost].map(([host, routes]) => [host, routes.map(({ route }) => route)]));
  }

  /** A port in the Host header does not count. */
  find(authority: string): readonly HttpRoute[] {
    return mostSpecific(this.#byHost, authority.replace(/:\d+$/, "")) ?? [];
  }
}

/** The entry that Envoy finds under a name: an exact one before the longest with a `*`. The keys are `prefix` and then the name. */
export function mostSpecific<Found>(byName: ReadonlyMap<string, Found>, name: string, prefix = ""): Found | undefined {
  const host = name.toLowerCase();
  const exact = byName.get(`${prefix}${host}`);
  if (exact) return exact;
  for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
    const found = byName.get(`${prefix}*${host.slice(dot)}`);
    if (found) return found;
  }
  return byName.get(`${prefix}*`);
}

/**
 * The routes of several VirtualServices for one host. Istio puts them in the order of their age, which no object tells, so no two may match
 * the same path. A route that only refuses could come too late, so it is left out.
 */
function merged(host: string, before: readonly HostRoute[] | undefined, after: readonly HostRoute[]): readonly HostRoute[] {
  if (!before) return after;
  const leading = (routes: readonly HostRoute[]) => routes.filter(({ route }) => !route.refuses);
  const prefixes = (routes: readonly HostRoute[]) => routes.flatMap((route) => prefixesOf(host, route));
  const [earlier, later] = [leading(before), leading(after)];
  const laterPrefixes = prefixes(later);
  const conflict = prefixes(earlier).find((one) => laterPrefixes.some((other) => one.startsWith(other) || other.startsWith(one)));
  if (conflict !== undefined && later[0])
    throw new UnsupportedObject(
      shownName(later[0].by.name),
      "spec.http",
      `another VirtualService has routes under \`${conflict}\` for the same host`,
    );
  return [...earlier, ...later];
}

/** The paths that a route takes on this host. Empty if it asks for another host. */
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

/** The names that two names, which may begin with `*.`, have in common: the narrower of them, or undefined. */
export function narrower(one: string, other: string): string | undefined {
  if (one === other || covers(other, one)) return one;
  return covers(one, other) ? other : undefined;
}

function covers(wide: string, name: string): boolean {
  return wide === "*" || (wide.startsWith("*.") && name.length > wide.length - 1 && name.endsWith(wide.slice(1)));
}
