import type { AuthorizationPolicy, FederationObject } from "../4-plan/objects.ts";
import type { Caller } from "../istio/call.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import type { ClusterFacts } from "../istio/world.ts";
import type { ClusterVersions } from "./cluster-versions.ts";
import { forWhom, type Reach, reachOf } from "./reach-of-object.ts";
import type { Wave } from "./wave.ts";

/** What waves may affect in one cluster. */
interface Touched {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
  readonly anchors: ReadonlySet<string>;
}

/** The clusters that a call may visit. */
interface Way {
  readonly clusters: readonly string[];
  /** Whether waves touch a name on it, or an authority of its clusters. */
  readonly isTouched: boolean;
}

/**
 * The calls that waves may affect. A call has the names that its caller gives it, and those that routes and entries under these names mention.
 * It is followed only if some version of an object that changes has one of them. All others have the same result in every state.
 */
export class ReachOfWaves {
  readonly #versions: ClusterVersions;
  readonly #touched: ReadonlyMap<string, Touched>;
  /** In each cluster, what any version of an object mentions that is found under a name. */
  readonly #mentions = new Map<string, ReadonlyMap<string, readonly string[]>>();
  readonly #objects: ReadonlyMap<string, readonly FederationObject[]>;
  readonly #ways = new Map<string, Way>();

  constructor(versions: ClusterVersions, waves: readonly Wave[]) {
    this.#versions = versions;
    const byCluster = new Map([...versions.live].map(([cluster, live]) => [cluster, [live]]));
    for (const { overlays } of waves)
      for (const [cluster, { files }] of overlays) byCluster.get(cluster)?.push(versions.manifestsIn(files));
    this.#objects = new Map(
      [...byCluster].map(([cluster, all]) => [
        cluster,
        [...new Set(all.flatMap((manifests) => [...manifests.values()].map(({ object }) => object)))],
      ]),
    );
    this.#touched = new Map([...byCluster].map(([cluster, all]) => [cluster, touchedBy(all, versions.factsOf(cluster))]));
  }

  /** Whether the calls of a caller may be affected. `hosts` are the Host headers that it writes itself. */
  isAbout(from: Caller, hosts: readonly string[]): boolean {
    if (from.kind === "externalClient" && !("gateway" in from.at)) return this.#touched.has(from.at.cluster);
    const { clusters, isTouched } = this.#wayOf(from, hosts);
    if (isTouched) return true;
    const certificate = from.kind === "externalClient" ? from.certificate : undefined;
    const principals = certificate ? [...certificate.uris, ...certificate.dns] : principalsOfWorkload(from, this.#versions);
    const names = principals.map((name) => principalOf(name).toLowerCase());
    const anchors = certificate ? this.#versions.anchorsOf(certificate.root) : [];
    return clusters.some((cluster) => {
      const touched = this.#touched.get(cluster);
      return touched && (names.some((name) => touched.names.has(name)) || anchors.some((anchor) => touched.anchors.has(anchor)));
    });
  }

  #wayOf(from: Caller, hosts: readonly string[]): Way {
    const cluster = from.kind === "workload" ? from.cluster : from.at.cluster;
    const { domain } = this.#versions.factsOf(cluster);
    const dialled = from.kind === "workload" ? completed(from.host, from.namespace, domain) : [from.sni, from.host];
    const start = [...dialled, ...hosts].map((name) => name.replace(/:\d+$/, "").toLowerCase());
    return getOrMake(this.#ways, `${cluster} ${start.join(" ")}`, () => this.#followed(cluster, start));
  }

  /** A name may bring further names, and the address of a cluster, in which all names may be found. */
  #followed(first: string, start: readonly string[]): Way {
    const clusters = new Set<string>();
    const names = new Set<string>();
    const find = (cluster: string, name: string) => {
      for (const key of keysFor(name)) for (const mentioned of this.#mentionsIn(cluster).get(key) ?? []) add(mentioned);
    };
    const add = (name: string) => {
      if (names.has(name)) return;
      names.add(name);
      for (const cluster of [...clusters]) find(cluster, name);
      for (const { name: cluster } of this.#versions.clustersAt(name)) enter(cluster);
    };
    const enter = (cluster: string) => {
      if (clusters.has(cluster)) return;
      clusters.add(cluster);
      for (const name of [...names]) find(cluster, name);
      for (const principal of gatewayPrincipals(this.#versions.factsOf(cluster))) add(principal);
    };
    enter(first);
    for (const name of start) add(name);
    return { clusters: [...clusters], isTouched: this.#touches(clusters, names) };
  }

  #touches(clusters: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
    const anchors = [...clusters].flatMap((cluster) => {
      const { gatewaysRoot, workloadsRoot } = this.#versions.factsOf(cluster);
      return [gatewaysRoot, workloadsRoot].flatMap((root) => (root === undefined ? [] : this.#versions.anchorsOf(root)));
    });
    const keys = [...names].flatMap(keysFor);
    return [...clusters].some((cluster) => {
      const touched = this.#touched.get(cluster);
      if (!touched) return false;
      return touched.all || keys.some((key) => touched.names.has(key)) || anchors.some((anchor) => touched.anchors.has(anchor));
    });
  }

  #mentionsIn(cluster: string): ReadonlyMap<string, readonly string[]> {
    return getOrMake(this.#mentions, cluster, () => {
      const mentions = new Map<string, string[]>();
      for (const object of [...(this.#objects.get(cluster) ?? []), ...(this.#versions.after.get(cluster) ?? [])])
        for (const key of routingNames(object)) getOrMake(mentions, key, () => []).push(...textsIn("spec" in object && object.spec));
      return mentions;
    });
  }
}

type Manifests = ReadonlyMap<string, { readonly text: string; readonly object: FederationObject }>;

function touchedBy(versions: readonly Manifests[], facts: ClusterFacts): Touched {
  const keys = new Set(versions.flatMap((manifests) => [...manifests.keys()]));
  const isSame = (key: string) => versions.every((manifests) => manifests.get(key)?.text === versions[0]?.get(key)?.text);
  const stable = new Set<string>();
  for (const { object } of versions[0]?.values() ?? [])
    if (object.kind === "AuthorizationPolicy" && versions.every((manifests) => sameTarget(manifests, object))) stable.add(forWhom(object));
  const surroundings = { facts, allowsElsewhere: (policy: AuthorizationPolicy) => stable.has(forWhom(policy)) };
  const reaches = [...keys].flatMap((key): readonly Reach[] =>
    isSame(key) ? [] : [reachOf([...new Set(versions.map((manifests) => manifests.get(key)?.object))], surroundings)],
  );
  const limited = reaches.flatMap((reach) => (reach === "all" ? [] : [reach]));
  return {
    all: limited.length < reaches.length,
    names: new Set(limited.flatMap(({ names = [] }) => names.map((name) => principalOf(name).toLowerCase()))),
    anchors: new Set(limited.flatMap(({ anchors = [] }) => anchors)),
  };
}

/** Whether a version has the same policy, for the same pods. */
function sameTarget(manifests: Manifests, policy: AuthorizationPolicy): boolean {
  const object = manifests.get(`${policy.kind} ${policy.metadata.namespace ?? ""} ${policy.metadata.name}`)?.object;
  return object?.kind === "AuthorizationPolicy" && forWhom(object) === forWhom(policy);
}

/** The names under which a call finds an object that sends it on. */
function routingNames(object: FederationObject): readonly string[] {
  switch (object.kind) {
    case "VirtualService": {
      const { hosts, tls = [] } = object.spec;
      return [...hosts, ...tls.flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts))];
    }
    case "ServiceEntry":
      return object.spec.hosts;
    case "DestinationRule":
      return [object.spec.host];
    default:
      return [];
  }
}

/** Every text in an object, since any may become a name of the call. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value.toLowerCase()];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What finds a name: itself, and every `*.` above it. */
function keysFor(name: string): readonly string[] {
  const keys = [name];
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) keys.push(`*${name.slice(dot)}`);
  return keys;
}

/** As DNS may complete it. */
function completed(host: string, namespace: string, domain: string): readonly string[] {
  return [host, `${host}.${domain}`, `${host}.svc.${domain}`, `${host}.${namespace}.svc.${domain}`];
}

function principalOf(name: string): string {
  return name.replace(/^spiffe:\/\//, "");
}

function principalsOfWorkload(from: Caller, versions: ClusterVersions): readonly string[] {
  if (from.kind !== "workload") return [];
  return [`${versions.factsOf(from.cluster).trustDomain}/ns/${from.namespace}/sa/${from.account}`];
}

/** The names that a cluster's gateways show, to other clusters and within the mesh. */
function gatewayPrincipals({ gateways, trustDomain, gatewaysNamespace }: ClusterFacts): readonly string[] {
  return Object.values(gateways).flatMap(({ identity, account }) =>
    [principalOf(identity), `${trustDomain}/ns/${gatewaysNamespace}/sa/${account}`].map((name) => name.toLowerCase()),
  );
}
