import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { wholeHost } from "../inventory/host-names.ts";
import { portsOfService } from "../inventory/pod-template.ts";
import { listIn, numberIn, textsIn } from "../inventory/standing-object.ts";

/** The port of each host that has only one: a destination may leave it out. */
export function onlyPorts(standing: ClusterInventory, domain: string): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const service of standing.all("Service")) {
    const [first, ...more] = portsOfService(service);
    if (first && more.length === 0) ports.set(wholeHost(service.name, service.namespace, domain), first.number);
  }
  for (const { spec } of standing.all("ServiceEntry")) {
    const [first, ...more] = listIn(spec, "ports").flatMap((port) => numberIn(port, "number") ?? []);
    if (first !== undefined && more.length === 0) for (const host of textsIn(spec, "hosts")) if (!ports.has(host)) ports.set(host, first);
  }
  return ports;
}
