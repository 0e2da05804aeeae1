import type { ClusterInventory, StandingInventory } from "../inventory/cluster-inventory.ts";
import { isOwnObject } from "../inventory/ownership.ts";
import { listIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";

/** A ServiceEntry by which one cluster knows another: some endpoint is an address of a load balancer there. */
export interface RemoteEntry {
  readonly consumer: ClusterInventory;
  readonly exposer: ClusterInventory;
  readonly object: StandingObject;
  readonly hosts: readonly string[];
  /** The load balancer that it leads to, and its address as the entry has it. */
  readonly gateway: StandingObject;
  readonly address: string;
  /** The port that is dialled. */
  readonly port: number;
}

/** Whether an object is a part of some federation that fedc wrote. */
export function isOfFedc(object: StandingObject): boolean {
  return isOwnObject(object, object.labels["fedc.dev/federation"] ?? "");
}

/** The ServiceEntries that lead from one dumped cluster to another, and those whose end is not known. */
export function remoteEntries(inventory: StandingInventory): {
  readonly entries: readonly RemoteEntry[];
  readonly elsewhere: readonly StandingObject[];
} {
  const clusters = [...inventory.clusters.values()];
  const gateways = clusters.flatMap((exposer) =>
    exposer.all("Service").flatMap((gateway) => outerAddresses(gateway).map((address) => ({ exposer, gateway, address }))),
  );
  const entries: RemoteEntry[] = [];
  const elsewhere: StandingObject[] = [];
  for (const consumer of clusters)
    for (const object of consumer.all("ServiceEntry")) {
      if (isOfFedc(object)) continue;
      const dialled = dialledBy(object);
      const found = dialled.flatMap(({ address, port }) =>
        gateways.filter((one) => one.address === address && one.exposer !== consumer).map((one) => ({ ...one, port })),
      );
      if (found.length === 0 && dialled.length > 0) elsewhere.push(object);
      const unique = new Map(found.map((one) => [one.exposer.cluster, one]));
      for (const { exposer, gateway, address, port } of unique.values())
        entries.push({ consumer, exposer, object, hosts: textsIn(object.spec, "hosts"), gateway, address, port });
    }
  return { entries, elsewhere };
}

function dialledBy({ spec }: StandingObject): readonly { readonly address: string; readonly port: number }[] {
  const [first] = listIn(spec, "ports");
  const own = numberIn(first, "targetPort") ?? numberIn(first, "number") ?? 15443;
  const endpoints = listIn(spec, "endpoints").flatMap((endpoint) => {
    const address = textIn(endpoint, "address")?.toLowerCase();
    const ports = Object.values((endpoint as { ports?: object }).ports ?? {}).filter((port) => typeof port === "number");
    return address === undefined ? [] : [{ address, port: ports[0] ?? own }];
  });
  if (endpoints.length > 0) return endpoints;
  return textIn(spec, "resolution") === "DNS" ? textsIn(spec, "hosts").map((host) => ({ address: host.toLowerCase(), port: own })) : [];
}

/** Where a Service is reached from outside of its cluster. */
export function outerAddresses({ data, spec }: StandingObject): readonly string[] {
  const balanced = listIn(data, "status", "loadBalancer", "ingress").flatMap((one) => [textIn(one, "ip"), textIn(one, "hostname")]);
  const all = [...balanced, textIn(spec, "loadBalancerIP"), ...textsIn(spec, "externalIPs")];
  return all.flatMap((address) => (address === undefined ? [] : [address.toLowerCase()]));
}
