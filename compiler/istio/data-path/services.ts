import type { Mesh, MeshService } from "../objects/mesh.ts";
import { onlyOne } from "../objects/object-head.ts";
import type { ServiceEntry } from "../objects/read-service-entry.ts";
import { isVisible } from "../objects/visibility.ts";

/** A service as a proxy sees it. */
export interface KnownService {
  /** Its full name. */
  readonly host: string;
  readonly namespace: string;
  readonly service: MeshService | undefined;
  /** Beside a Service, only an entry whose endpoints merge with the Service's. */
  readonly entry: ServiceEntry | undefined;
}

const conflict = "entries of one host";

/** The service of a name that an application dials. */
export function dialledService(mesh: Mesh, namespace: string, name: string): KnownService | undefined {
  for (const host of fullNames(name, namespace, mesh.facts.domain)) {
    const service = serviceFor(mesh, namespace, host);
    if (service) return service;
  }
  return undefined;
}

/** What a name that an application dials may stand for, in the order of DNS. It completes the name, in the application's namespace first. */
export function fullNames(name: string, namespace: string, domain: string): readonly string[] {
  const host = name.toLowerCase();
  const dots = host.split(".").length - 1;
  if (dots === 0) return [`${host}.${namespace}.svc.${domain}`];
  if (dots === 1) return [`${host}.svc.${domain}`, host];
  return host.endsWith(".svc") ? [host, `${host}.${domain}`] : [host];
}

/** The names that an application may dial for a service of a full name, besides those that begin with the namespace it is in. */
export function dialledNames({ facts: { domain } }: Mesh, host: string): readonly string[] {
  const suffixes = ["", `.${domain}`, `.svc.${domain}`];
  return suffixes.flatMap((suffix) => (host.endsWith(suffix) ? [host.slice(0, host.length - suffix.length)] : []));
}

/** The service of a full name, as proxies of a namespace see it. A Service wins over a ServiceEntry of its name. */
export function serviceFor(mesh: Mesh, namespace: string, host: string): KnownService | undefined {
  const service = mesh.services.get(host);
  const entries = mesh.entries.get(host);
  if (!entries) return service && { host, namespace: service.namespace, service, entry: undefined };
  if (service) {
    // Endpoints merge if both are in one namespace and the entry's are addresses, whatever the entry's `exportTo` (measured: scenario `modes-side-by-side`).
    const merging = entries.filter(({ name, resolution }) => name.namespace === service.namespace && resolution === "STATIC");
    return { host, namespace: service.namespace, service, entry: onlyOne(merging, "spec.hosts", conflict) };
  }
  const visible = entries.filter(({ visibility }) => isVisible(visibility, namespace));
  const own = visible.filter(({ name }) => name.namespace === namespace);
  const entry = onlyOne(own.length > 0 ? own : visible, "spec.hosts", conflict);
  return entry && { host, namespace: entry.name.namespace, service: undefined, entry };
}

/** Whether a port speaks HTTP. Undefined if there is no such port, as far as is known. */
export function speaksHttp({ service, entry }: KnownService, port: number): boolean | undefined {
  const facts = service?.facts.get(port);
  if (facts) return facts.protocol !== "tcp";
  return service?.object?.ports.find(({ number }) => number === port)?.http ?? entry?.ports.get(port)?.http;
}
