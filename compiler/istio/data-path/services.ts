import type { Mesh, MeshService } from "../objects/mesh.ts";
import { shownName } from "../objects/object-head.ts";
import type { ServiceEntry } from "../objects/read-service-entry.ts";
import { UnsupportedObject } from "../objects/unsupported-object.ts";
import { isVisible } from "../objects/visibility.ts";

/** What a proxy knows under a full name. */
export interface KnownService {
  readonly host: string;
  readonly namespace: string;
  readonly service: MeshService | undefined;
  /** The entry of that host; beside a Service, only one whose endpoints merge with the Service's. */
  readonly entry: ServiceEntry | undefined;
}

/** By a name as an application dials it: DNS completes it, in its own namespace first. */
export function dialledService(mesh: Mesh, namespace: string, name: string): KnownService | undefined {
  const host = name.toLowerCase();
  const { domain } = mesh.facts;
  const dots = host.split(".").length - 1;
  if (dots === 0) return serviceFor(mesh, namespace, `${host}.${namespace}.svc.${domain}`);
  if (dots === 1) return serviceFor(mesh, namespace, `${host}.svc.${domain}`) ?? serviceFor(mesh, namespace, host);
  return serviceFor(mesh, namespace, host) ?? (host.endsWith(".svc") ? serviceFor(mesh, namespace, `${host}.${domain}`) : undefined);
}

/** By its full name, as proxies of that namespace see it. A Service wins over an entry of its name. */
export function serviceFor(mesh: Mesh, namespace: string, host: string): KnownService | undefined {
  const service = mesh.services.get(host);
  const entries = mesh.entries.get(host);
  if (!entries) return service && { host, namespace: service.namespace, service, entry: undefined };
  if (service) {
    // Endpoints merge where both lie in one namespace, and the entry's are addresses: for everyone, whoever sees the entry (measured).
    const merging = entries.filter(({ name, resolution }) => name.namespace === service.namespace && resolution === "STATIC");
    return { host, namespace: service.namespace, service, entry: only(merging) };
  }
  const visible = entries.filter(({ visibility }) => isVisible(visibility, namespace));
  const own = visible.filter(({ name }) => name.namespace === namespace);
  const entry = only(own.length > 0 ? own : visible);
  return entry && { host, namespace: entry.name.namespace, service: undefined, entry };
}

/** Whether a port speaks HTTP; undefined where there is no such port, as far as is known. */
export function speaksHttp({ service, entry }: KnownService, port: number): boolean | undefined {
  const facts = service?.facts.get(port);
  if (facts) return facts.protocol !== "tcp";
  return service?.object?.ports.find(({ number }) => number === port)?.http ?? entry?.ports.get(port)?.http;
}

function only(entries: readonly ServiceEntry[]): ServiceEntry | undefined {
  const [one, another] = entries;
  if (one && another)
    throw new UnsupportedObject(
      shownName(another.name),
      "spec.hosts",
      `of two entries of one host Istio takes the older; the other is ${shownName(one.name)}`,
    );
  return one;
}
