import type { ClusterInventory, StandingInventory } from "../inventory/cluster-inventory.ts";
import { wholeHost } from "../inventory/host-names.ts";
import { isOwnObject } from "../inventory/ownership.ts";
import { selectorOfService } from "../inventory/pod-template.ts";
import { labelsIn, listIn, mappingIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { localDomain } from "./hand-made-rules.ts";

/** An object by which a cluster knows addresses outside of it: a ServiceEntry, or a Service without pods. */
export interface OuterHost {
  readonly object: StandingObject;
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly number: number; readonly name: string | undefined; readonly protocol: string | undefined }[];
  /** In the order in which they are written; those that come first by health are first. */
  readonly endpoints: readonly OuterEndpoint[];
}

/** One address of an OuterHost, in lower case. */
export interface OuterEndpoint {
  readonly address: string;
  /** The port that is dialled for each port of the host. */
  dialled(port: number | undefined): number;
  readonly weight: number | undefined;
}

/** Whether an object is a part of some federation that fedc wrote. */
export function isOfFedc(object: StandingObject): boolean {
  return isOwnObject(object, object.labels["fedc.dev/federation"] ?? "");
}

/** The hosts of a cluster whose calls may leave it. */
export function outerHosts(standing: ClusterInventory): readonly OuterHost[] {
  const entries = standing.all("ServiceEntry").filter((object) => !isOfFedc(object));
  const services = standing.all("Service").filter((object) => !isOfFedc(object) && selectorOfService(object) === undefined);
  return [
    ...entries.map(outerHostOf),
    ...services.flatMap((object) => serviceWithAddresses(object, standing.find("Endpoints", object.namespace ?? "", object.name)) ?? []),
  ];
}

function outerHostOf(object: StandingObject): OuterHost {
  const { spec } = object;
  const hosts = textsIn(spec, "hosts").map((host) => wholeHost(host, object.namespace, localDomain));
  const ports = listIn(spec, "ports").map((port) => ({
    number: numberIn(port, "number") ?? 80,
    name: textIn(port, "name"),
    protocol: textIn(port, "protocol")?.toLowerCase(),
    target: numberIn(port, "targetPort"),
  }));
  const own = (number: number | undefined) => ports.find((port) => port.number === number) ?? ports[0];
  const plain = (address: string): OuterEndpoint => ({
    address: address.toLowerCase(),
    dialled: (port) => own(port)?.target ?? own(port)?.number ?? 15443,
    weight: undefined,
  });
  const endpoints = listIn(spec, "endpoints").flatMap((endpoint): readonly OuterEndpoint[] => {
    const address = textIn(endpoint, "address");
    if (address === undefined) return [];
    const named = mappingIn(endpoint, "ports");
    const dialled = (port: number | undefined) => numberIn(named, own(port)?.name ?? "") ?? plain(address).dialled(port);
    return [{ address: address.toLowerCase(), dialled, weight: numberIn(endpoint, "weight") }];
  });
  const resolved = textIn(spec, "resolution")?.startsWith("DNS") ? hosts.filter((host) => !host.startsWith("*")).map(plain) : [];
  const first = (endpoint: unknown) => Object.keys(labelsIn(endpoint, "labels")).length;
  const byHealth = listIn(spec, "endpoints").map(first);
  const sorted = endpoints.map((endpoint, index) => ({ endpoint, labels: byHealth[index] ?? 0 }));
  return { object, hosts, ports, endpoints: sorted.length > 0 ? inOrder(sorted) : resolved };
}

/** `failoverPriority` tries endpoints with more of its labels first. */
function inOrder(all: readonly { readonly endpoint: OuterEndpoint; readonly labels: number }[]): readonly OuterEndpoint[] {
  return [...all].sort((a, b) => b.labels - a.labels).map(({ endpoint }) => endpoint);
}

/** A Service of type ExternalName, or one whose addresses are written by hand. */
function serviceWithAddresses(object: StandingObject, endpoints: StandingObject | undefined): OuterHost | undefined {
  const written = listIn(endpoints?.data, "subsets").flatMap((subset) =>
    listIn(subset, "addresses").flatMap((address) => {
      const to = textIn(address, "ip") ?? textIn(address, "hostname");
      return to === undefined ? [] : [{ to, port: numberIn(listIn(subset, "ports")[0], "port") }];
    }),
  );
  const external = textIn(object.spec, "type") === "ExternalName" ? textIn(object.spec, "externalName") : undefined;
  const all = external === undefined ? written : [{ to: external, port: undefined }];
  if (all.length === 0) return undefined;
  const ports = listIn(object.spec, "ports").map((port) => ({
    number: numberIn(port, "port") ?? 80,
    name: textIn(port, "name"),
    protocol: textIn(port, "name")?.split("-")[0],
  }));
  return {
    object,
    hosts: [wholeHost(object.name, object.namespace, localDomain)],
    ports,
    endpoints: all.map(({ to, port }) => ({
      address: to.toLowerCase(),
      dialled: (asked) => port ?? asked ?? ports[0]?.number ?? 15443,
      weight: undefined,
    })),
  };
}

/** The clusters whose load balancers have an address. */
export function clustersAt(inventory: StandingInventory, address: string): readonly ClusterInventory[] {
  return [...inventory.clusters.values()].filter((standing) =>
    standing.all("Service").some((service) => outerAddresses(service).includes(address)),
  );
}

/** Where a Service is reached from outside of its cluster. */
export function outerAddresses({ data, spec }: StandingObject): readonly string[] {
  const balanced = listIn(data, "status", "loadBalancer", "ingress").flatMap((one) => [textIn(one, "ip"), textIn(one, "hostname")]);
  const all = [...balanced, textIn(spec, "loadBalancerIP"), ...textsIn(spec, "externalIPs")];
  return all.flatMap((address) => (address === undefined ? [] : [address.toLowerCase()]));
}
