import type { FederationObject } from "../4-plan/objects.ts";
import { addTo } from "../istio/objects/indexed.ts";
import type { ClusterFacts, PodsFacts, ServiceFacts } from "../istio/world.ts";

/** The names that a service's pods must present, by service: consumers list them. */
type ServingNames = ReadonlyMap<string, readonly string[]>;

/** The serving names in the objects of all clusters. */
export function servingNamesIn(objects: readonly FederationObject[]): ServingNames {
  const namesByService = new Map<string, string[]>();
  for (const object of objects) {
    const service = object.metadata.labels?.["fedc.dev/service"];
    if (object.kind !== "DestinationRule" || service === undefined) continue;
    for (const name of object.spec.trafficPolicy?.tls?.subjectAltNames ?? []) addTo(namesByService, service, name);
  }
  return namesByService;
}

/**
 * The facts about a cluster, with those that only its live objects tell: Services that federation.yaml no longer has, and the pods behind
 * them. Pods do not go away when the file forgets them. `servingNames` come from the live objects of all clusters.
 */
export function factsBeside(facts: ClusterFacts, live: readonly FederationObject[], servingNames: ServingNames): ClusterFacts {
  const keysInFile = new Set(facts.services.map(({ name, namespace, port }) => `${name}.${namespace}:${port}`));
  const ownServices = new Set(live.flatMap(({ kind, metadata }) => (kind === "Service" ? [`${metadata.name}.${metadata.namespace}`] : [])));
  const liveServices = new Map<string, ServiceFacts>();
  const add = (host: string, port: number | undefined, protocol: "http" | "tcp", known: Partial<PodsFacts> = {}) => {
    const [name = "", namespace = ""] = host.split(".");
    const key = `${name}.${namespace}:${port}`;
    if (port === undefined || host !== `${name}.${namespace}.svc.${facts.domain}` || keysInFile.has(key)) return;
    if (ownServices.has(`${name}.${namespace}`) || namespace === facts.gatewaysNamespace) return;
    const pods = { labels: {}, selectors: "", targetPort: undefined, accounts: [], defaultDeny: false, ...known };
    liveServices.set(key, { name, namespace, port, protocol, pods: [pods] });
  };
  for (const object of live) {
    if (object.kind !== "VirtualService") continue;
    const { hosts, gateways, http = [], tcp = [], tls = [] } = object.spec;
    if (gateways) {
      const pods = podsOf(object.metadata.labels?.["fedc.dev/service"], live, servingNames, facts);
      for (const { route = [] } of [...http, ...tcp, ...tls])
        for (const { destination } of route) add(destination.host, destination.port.number, tcp.length > 0 ? "tcp" : "http", pods);
    } else {
      for (const host of hosts) {
        for (const { match = [] } of http) for (const { port } of match) add(host, port, "http");
        for (const { match = [] } of tcp) for (const { port } of match) add(host, port, "tcp");
      }
    }
  }
  return { ...facts, services: [...facts.services, ...liveServices.values()] };
}

/** The facts about an exposed service's pods, as far as policies and serving names show them. */
function podsOf(
  service: string | undefined,
  live: readonly FederationObject[],
  servingNames: ServingNames,
  { trustDomain }: ClusterFacts,
): Partial<PodsFacts> {
  const policies = live.flatMap((object) =>
    object.kind === "AuthorizationPolicy" && service !== undefined && object.metadata.labels?.["fedc.dev/service"] === service
      ? [object]
      : [],
  );
  const labels = policies[0]?.spec.selector?.matchLabels;
  const ports = policies.flatMap(({ spec }) =>
    (spec.rules ?? []).flatMap(({ to = [] }) => to.flatMap(({ operation }) => operation.ports ?? [])),
  );
  const names = servingNames.get(service ?? "") ?? [];
  const start = `spiffe://${trustDomain}/ns/`;
  const accounts = names.flatMap((name) => (name.startsWith(start) ? (name.split("/sa/")[1] ?? []) : []));
  return {
    ...(labels && { labels }),
    ...(ports[0] !== undefined && { targetPort: Number(ports[0]) }),
    accounts: [...new Set(accounts)],
    defaultDeny: policies.some(({ spec }) => spec.action === "ALLOW"),
  };
}
