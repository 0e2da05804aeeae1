import { isForMesh, wholeHost } from "../inventory/host-names.ts";
import { listIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { isOfFedc, type RemoteEntry } from "./remote-entries.ts";

/** A name that applications of a cluster call, and whose calls end at a remote entry. */
export interface HandMadeName {
  readonly entry: RemoteEntry;
  /** `stock.default`, or a full host name. */
  readonly as: string;
  readonly port: number;
  /** The host that the other cluster sees. */
  readonly sent: string;
  /** In percent. */
  readonly weight: number;
  /** The namespaces whose applications know the name; `any` if all do. */
  readonly namespaces: "any" | readonly string[];
  readonly objects: readonly StandingObject[];
  /** The Services on the way: egress gateways. */
  readonly through: readonly string[];
}

interface Route {
  readonly object: StandingObject;
  readonly hosts: readonly string[];
  readonly destination: string;
  readonly sent: string | undefined;
  readonly port: number | undefined;
  readonly weight: number;
}

const domain = "cluster.local";
/** The port of a name of which no dump tells one. */
const usualPort = 80;
/** A call passes the application's proxy and one egress gateway. */
const maxHops = 3;

/** The local names that lead to an entry: by VirtualServices of the mesh, perhaps through an egress gateway, or the entry's own hosts. */
export function namesFor(entry: RemoteEntry): readonly HandMadeName[] {
  const routes = entry.consumer
    .all("VirtualService")
    .filter((object) => !isOfFedc(object))
    .flatMap(routesOf);
  const names = entry.hosts.flatMap((host) => leadingTo(host, entry, routes, [], maxHops));
  if (names.length > 0) return names;
  const ports = listIn(entry.object.spec, "ports").flatMap((port) => numberIn(port, "number") ?? []);
  return entry.hosts.filter(isCallable).flatMap((host) =>
    ports.slice(0, 1).map((port) => ({
      entry,
      as: localName(host),
      port,
      sent: host,
      weight: 100,
      namespaces: namespacesOf(entry.object),
      objects: [],
      through: [],
    })),
  );
}

/** The names of routes whose calls end at a host. A route at a gateway is looked up by what the mesh sends there. */
function leadingTo(
  host: string,
  entry: RemoteEntry,
  routes: readonly Route[],
  after: readonly Route[],
  left: number,
): readonly HandMadeName[] {
  if (left === 0) return [];
  return routes
    .filter(({ destination }) => destination === host)
    .flatMap((route): readonly HandMadeName[] => {
      const way = [route, ...after];
      if (isForMesh(route.object))
        return route.hosts.map((name) => ({
          entry,
          as: localName(name),
          port: route.port ?? portOf(entry, name) ?? usualPort,
          sent: way.find(({ sent }) => sent !== undefined)?.sent ?? name,
          weight: route.weight,
          namespaces: namespacesOf(route.object),
          objects: way.map(({ object }) => object),
          through: after.length > 0 ? [route.destination] : [],
        }));
      // At the egress gateway: whoever sends these hosts to the gateway's Service.
      const senders = routes.filter(
        (other) =>
          isForMesh(other.object) &&
          other !== route &&
          other.hosts.some((name) => route.hosts.includes(other.sent ?? name)) &&
          other.destination !== host,
      );
      return [...new Set(senders.map(({ destination }) => destination))].flatMap((gateway) =>
        leadingTo(gateway, entry, senders, way, left - 1),
      );
    });
}

function routesOf(object: StandingObject): readonly Route[] {
  const hosts = textsIn(object.spec, "hosts").map((host) => wholeHost(host, object.namespace, domain));
  return (["http", "tls", "tcp"] as const).flatMap((kind) =>
    listIn(object.spec, kind).flatMap((rule) =>
      listIn(rule, "route").flatMap((route) => {
        const destination = textIn(route, "destination", "host");
        if (destination === undefined) return [];
        const header = textIn(route, "headers", "request", "set", ":authority") ?? textIn(route, "headers", "request", "set", "Host");
        const port = listIn(rule, "match").flatMap((match) => numberIn(match, "port") ?? [])[0];
        return [
          {
            object,
            hosts,
            destination: wholeHost(destination, object.namespace, domain),
            sent: textIn(rule, "rewrite", "authority") ?? header,
            port,
            weight: numberIn(route, "weight") ?? 100,
          },
        ];
      }),
    ),
  );
}

/** The port of a local Service; undefined if the dump does not have it. */
function portOf({ consumer }: RemoteEntry, host: string): number | undefined {
  const [name = "", namespace = ""] = host.split(".");
  return numberIn(listIn(consumer.find("Service", namespace, name)?.spec, "ports")[0], "port");
}

/** `stock.default` for a Service's full name. */
function localName(host: string): string {
  const suffix = `.svc.${domain}`;
  return host.endsWith(suffix) ? host.slice(0, -suffix.length) : host;
}

function isCallable(host: string): boolean {
  return !host.startsWith("*") && host.split(".").length > 1;
}

function namespacesOf({ spec, namespace }: StandingObject): "any" | readonly string[] {
  const exportTo = textsIn(spec, "exportTo");
  if (exportTo.length === 0 || exportTo.includes("*")) return "any";
  return exportTo.map((to) => (to === "." ? (namespace ?? "") : to));
}
