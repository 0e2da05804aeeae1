import type { FederationObject } from "../4-plan/objects.ts";
import type { ClusterFacts, PodsFacts, ServiceFacts } from "../istio/world.ts";

/** By service: consumers name the accounts that serve. */
export type ServingNames = ReadonlyMap<string, readonly string[]>;

/** As objects of all clusters have it. */
export function servingNamesIn(everywhere: readonly FederationObject[]): ServingNames {
  const found = new Map<string, string[]>();
  for (const object of everywhere) {
    const service = object.metadata.labels?.["fedc.dev/service"];
    if (object.kind !== "DestinationRule" || service === undefined) continue;
    const names = object.spec.trafficPolicy?.tls?.subjectAltNames ?? [];
    found.set(service, [...(found.get(service) ?? []), ...names]);
  }
  return found;
}

/**
 * What is known of a cluster, with what only its standing objects tell: Services that the file has no more, and what is said of the
 * pods behind them. `servingNames` are the names that the standing objects of all clusters ask of who serves a service.
 */
export function factsBeside(facts: ClusterFacts, live: readonly FederationObject[], servingNames: ServingNames): ClusterFacts {
  const known = new Set(facts.services.map(({ name, namespace, port }) => `${name}.${namespace}:${port}`));
  const services = new Set(live.flatMap(({ kind, metadata }) => (kind === "Service" ? [`${metadata.name}.${metadata.namespace}`] : [])));
  const found = new Map<string, ServiceFacts>();
  const add = (host: string, port: number | undefined, protocol: "http" | "tcp", about: Partial<PodsFacts> = {}) => {
    const [name = "", namespace = ""] = host.split(".");
    const key = `${name}.${namespace}:${port}`;
    if (port === undefined || host !== `${name}.${namespace}.svc.${facts.domain}` || known.has(key)) return;
    if (services.has(`${name}.${namespace}`) || namespace === facts.gatewaysNamespace) return;
    const pods = { labels: {}, selectors: "", targetPort: undefined, accounts: [], defaultDeny: false, ...about };
    found.set(key, { name, namespace, port, protocol, pods: [pods] });
  };
  for (const object of live) {
    if (object.kind !== "VirtualService") continue;
    const { hosts, gateways, http = [], tcp = [], tls = [] } = object.spec;
    if (gateways) {
      const about = podsOf(object.metadata.labels?.["fedc.dev/service"], live, servingNames, facts);
      for (const { route = [] } of [...http, ...tcp, ...tls])
        for (const { destination } of route) add(destination.host, destination.port.number, tcp.length > 0 ? "tcp" : "http", about);
    } else {
      for (const host of hosts) {
        for (const { match = [] } of http) for (const { port } of match) add(host, port, "http");
        for (const { match = [] } of tcp) for (const { port } of match) add(host, port, "tcp");
      }
    }
  }
  return { ...facts, services: [...facts.services, ...found.values()] };
}

/** What the policies on an exposed service's pods say of these. */
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
