import type { AlternativeEntry, MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";
import { labelsText } from "../1-load/labels-text.ts";
import { exposedServiceText } from "../2-resolve/exposed-service.ts";
import type { Allow, Consumption, Destination, Exposure, FederatedService, Federation, Grant, Route } from "../2-resolve/federation.ts";
import { isLocal, isReachable, routesInForce } from "../2-resolve/routes-in-force.ts";
import { addTo } from "../istio/objects/indexed.ts";
import type { CallState, Graph, GraphCall, NameNode, Portion, ServiceNode, Share } from "./graph.ts";

/** A federation as nodes and edges, sorted by name. */
export function makeGraph({ name, clusters, services, modeOf }: Federation): Graph {
  const subgraphs = services.map((service) => graphOf(service, modeOf));
  return {
    federation: name,
    clusters: [...clusters.values()].map(({ name, hostname, owner, managed, inactive }) => ({ name, hostname, owner, managed, inactive })),
    services: subgraphs.flatMap(({ services }) => services),
    names: subgraphs.flatMap(({ names }) => names),
    calls: subgraphs.flatMap(({ calls }) => calls),
  };
}

function graphOf(service: FederatedService, modeOf: Federation["modeOf"]): Pick<Graph, "services" | "names" | "calls"> {
  const nodes = new Map(service.exposures.map((exposure) => [exposure, serviceNode(exposure)]));
  const usedAllows = new Set<Allow>();
  const names: NameNode[] = [];
  const calls: GraphCall[] = [];
  for (const consumption of service.consumptions) {
    const portions = portionsOf(consumption);
    const from = nameNode(consumption, portions.get(undefined));
    names.push(from);
    for (const exposure of service.exposures) {
      const portion = portions.get(exposure.cluster.name);
      if (!portion) continue;
      const allow = exposure.allows.find(({ consumer }) => consumer === consumption.cluster);
      if (allow) usedAllows.add(allow);
      const mode = modeOf(exposure.cluster, consumption.cluster);
      calls.push({
        from,
        to: nodes.get(exposure) as ServiceNode,
        ...stateOf(consumption, portion.grant),
        mode,
        via: mode === "workloads" ? consumption.via : undefined,
        allows: allowsText(allow),
        shares: portion.shares,
        choice: portion.choice,
      });
    }
  }
  for (const allow of service.exposures.flatMap(({ allows }) => allows.filter((allow) => !usedAllows.has(allow)))) {
    const from = unusedName(allow);
    names.push(from);
    calls.push({
      from,
      to: nodes.get(allow.exposure) as ServiceNode,
      state: "inactive",
      reason: from.inactive,
      mode: modeOf(allow.exposure.cluster, allow.consumer),
      via: undefined,
      allows: allowsText(allow),
      shares: [],
      choice: undefined,
    });
  }
  return { services: [...nodes.values()], names, calls };
}

function serviceNode(exposure: Exposure): ServiceNode {
  const { service, cluster, subset, path } = exposure;
  return {
    service: service.name,
    cluster: cluster.name,
    protocol: service.protocol,
    local: exposedServiceText(exposure),
    subset: subset && labelsText(subset),
    path,
    owner: service.written.owner,
    description: service.description,
    inactive: service.inactive ?? cluster.inactive,
  };
}

function nameNode({ service, cluster, as, port, create, callers, callerLabels, inactive }: Consumption, keeps?: Portion): NameNode {
  const short = as && (as.namespace === undefined ? as.host : `${as.name}.${as.namespace}`);
  return {
    service: service.name,
    cluster: cluster.name,
    as: short && (port === undefined ? short : `${short}:${port}`),
    kind: as === undefined ? "unknown" : as.namespace === undefined ? (create ? "host" : "outside") : create ? "created" : "existing",
    callers,
    callerLabels: callerLabels && labelsText(callerLabels),
    keeps: keeps && { shares: keeps.shares, choice: keeps.choice },
    inactive,
  };
}

/** The end of an allow that nothing consumes, which is legal while the allow is inactive or waits. */
function unusedName({ exposure, consumer, inactive }: Allow): NameNode {
  return {
    service: exposure.service.name,
    cluster: consumer.name,
    as: undefined,
    kind: "unknown",
    callers: [],
    callerLabels: undefined,
    keeps: undefined,
    inactive: inactive ?? exposure.service.inactive ?? exposure.cluster.inactive ?? consumer.inactive ?? "nothing consumes it",
  };
}

type PortionWithGrant = Portion & { readonly grant: Grant | undefined };

/** The portion of each destination, by exposing cluster; undefined stands for the local Service. A route that is not in force keeps its written shares. */
function portionsOf(consumption: Consumption): ReadonlyMap<string | undefined, PortionWithGrant> {
  const { routes, failover = [] } = consumption;
  const [writtenShares, sharesInForce] = [sharesOf(routes), sharesOf(routesInForce(consumption))];
  const portions = new Map<string | undefined, PortionWithGrant>();
  for (const destination of routes.flatMap(({ destinations }) => destinations)) {
    const place = placeOf(destination);
    const shares = sharesInForce.get(place) ?? writtenShares.get(place) ?? [];
    portions.set(place, { shares, choice: undefined, grant: destination.grant });
  }
  for (const [i, destination] of failover.entries())
    portions.set(placeOf(destination), { shares: [], choice: i + 1, grant: destination.grant });
  return portions;
}

function sharesOf(routes: readonly Route[]): ReadonlyMap<string | undefined, readonly Share[]> {
  const shares = new Map<string | undefined, Share[]>();
  for (const { match, destinations } of routes)
    for (const destination of destinations) {
      const { name: subset } = destination.grant?.subset ?? {};
      const share = { percent: destination.weight, ...(subset !== undefined && { subset }), when: match && matchText(match) };
      addTo(shares, placeOf(destination), share);
    }
  return shares;
}

function placeOf(destination: Destination): string | undefined {
  return isLocal(destination) ? undefined : destination.cluster?.name;
}

function stateOf(consumption: Consumption, grant: Grant | undefined): { readonly state: CallState; readonly reason: string | undefined } {
  const missing =
    consumption.written.awaits === undefined ? "the exposing cluster does not allow it" : "waits for that cluster to allow it";
  const inactive = consumption.inactive ?? grant?.inactive ?? (grant ? undefined : missing);
  if (inactive !== undefined) return { state: "inactive", reason: inactive };
  if (isReachable(grant)) return { state: "in force", reason: undefined };
  return { state: "pending", reason: "the exposing cluster has no address yet" };
}

/** The calls that an allow permits, one text per alternative: `GET, HEAD /items/*`. An allow that is inactive as a whole keeps its written alternatives. */
function allowsText(allow: Allow | undefined): readonly string[] {
  if (!allow) return [];
  const { written, alternatives } = allow;
  if (written === "any") return ["any connection"];
  return (alternatives.length > 0 ? alternatives : [written].flat()).map(alternativeText);
}

function alternativeText({ methods, paths, rpcs, callers }: AlternativeEntry): string {
  const operations = rpcs ?? methods ?? (paths ? [] : ["any connection"]);
  return [
    operations === "any" ? `any ${rpcs ? "rpc" : "method"}` : operations.join(", "),
    paths?.join(", "),
    callers !== undefined && callers !== "any" && `from ${callers.join(", ")}`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** The calls that a route takes: `header end-user is jason and path begins with /items/`. */
function matchText({ headers = {}, path, methods }: MatchEntry): string {
  return [
    ...Object.entries(headers).map(([name, match]) => `header ${name} ${valueText(match)}`),
    ...(path ? [`path ${valueText(path)}`] : []),
    ...(methods ? [`method ${methods.join(" or ")}`] : []),
  ].join(" and ");
}

function valueText({ exact, prefix, regex }: StringMatchEntry): string {
  if (exact !== undefined) return `is ${exact}`;
  return prefix !== undefined ? `begins with ${prefix}` : `matches ${regex ?? ""}`;
}
