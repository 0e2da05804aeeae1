import type { AuthorizationPolicy } from "../4-plan/objects.ts";
import type { Caller } from "../istio/call.ts";
import { addTo, getOrMake } from "../istio/objects/indexed.ts";
import type { ClusterFacts } from "../istio/world.ts";
import { AffectingObjects } from "./affecting-objects.ts";
import { type ClusterVersions, objectsInVersion, type StoredManifests } from "./cluster-versions.ts";
import { forWhom, reachOf } from "./reach-of-object.ts";
import type { Wave } from "./wave.ts";
import { type Way, WaysOfCalls, withoutScheme } from "./ways-of-calls.ts";

/** What waves may affect in one cluster: the keys of the objects that change, by what they may affect. */
interface Touched {
  readonly all: boolean;
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly byAnchor: ReadonlyMap<string, readonly string[]>;
}

/** What may affect the calls of a way, by cluster, whoever calls. */
interface OfWay {
  readonly objects: ReadonlyMap<string, AffectingObjects>;
  /** Those for callers who may be affected by more, by the keys of these objects. */
  readonly withMore: Map<string, Affecting>;
}

/** The objects that change and may affect a call, for every cluster that changes on its way. */
export type Affecting = ReadonlyMap<string, AffectingObjects>;

/**
 * The calls that waves may affect. A call has the names that its caller gives it, and those that routes and entries under these names mention.
 * It is followed only if some version of an object that changes has one of them. All others have the same result in every state.
 */
export class ReachOfWaves {
  readonly #versions: ClusterVersions;
  readonly #touched: ReadonlyMap<string, Touched>;
  readonly #ways: WaysOfCalls;
  readonly #ofWays = new WeakMap<Way, OfWay>();

  constructor(versions: ClusterVersions, waves: readonly Wave[]) {
    this.#versions = versions;
    const byCluster = new Map([...versions.live].map(([cluster, live]) => [cluster, [live]]));
    for (const { overlays } of waves)
      for (const [cluster, { files }] of overlays) byCluster.get(cluster)?.push(versions.manifestsIn(files));
    const objects = [...byCluster].map(([cluster, all]) => [cluster, all.flatMap(objectsInVersion)] as const);
    this.#ways = new WaysOfCalls(versions, new Map(objects));
    this.#touched = new Map([...byCluster].map(([cluster, all]) => [cluster, touchedBy(all, versions.factsOf(cluster))]));
  }

  /** What may affect the calls of a caller; undefined if nothing does. `hosts` are the Host headers that it writes itself. */
  affecting(from: Caller, hosts: readonly string[]): Affecting | undefined {
    if (from.kind === "externalClient" && !("gateway" in from.at)) {
      const { cluster } = from.at;
      return this.#touched.has(cluster) ? new Map([[cluster, new AffectingObjects("all")]]) : undefined;
    }
    const way = this.#ways.of(from, hosts);
    const { objects, withMore } = getOrMake(this.#ofWays, way, () => ({ objects: this.#touching(way), withMore: new Map() }));
    const certificate = from.kind === "externalClient" ? from.certificate : undefined;
    const principals = certificate ? [...certificate.uris, ...certificate.dns] : principalsOfWorkload(from, this.#versions);
    const names = principals.map((name) => withoutScheme(name).toLowerCase());
    const anchors = certificate ? this.#versions.anchorsOf(certificate.root) : [];
    const more = [...objects].flatMap(([cluster, known]) => {
      const touched = this.#touched.get(cluster);
      const keys = touched ? known.without(keysUnder(touched, names, anchors)) : [];
      return keys.length > 0 ? [{ cluster, keys, known }] : [];
    });
    if (more.length > 0)
      return getOrMake(withMore, JSON.stringify(more.map(({ cluster, keys }) => [cluster, keys])), () => {
        return new Map([...objects, ...more.map(({ cluster, keys, known }) => [cluster, known.and(keys)] as const)]);
      });
    return [...objects.values()].some(({ isEmpty }) => !isEmpty) ? objects : undefined;
  }

  #touching({ clusters, keys }: Way): Affecting {
    const anchors = [...clusters].flatMap((cluster) => {
      const { gatewaysRoot, workloadsRoot } = this.#versions.factsOf(cluster);
      return [gatewaysRoot, workloadsRoot].flatMap((root) => (root === undefined ? [] : this.#versions.anchorsOf(root)));
    });
    return new Map(
      [...clusters].flatMap((cluster) => {
        const touched = this.#touched.get(cluster);
        return touched ? [[cluster, new AffectingObjects(touched.all ? "all" : keysUnder(touched, keys, anchors))] as const] : [];
      }),
    );
  }
}

function touchedBy(versions: readonly StoredManifests[], facts: ClusterFacts): Touched {
  const keys = new Set(versions.flatMap((manifests) => [...manifests.keys()]));
  const isSame = (key: string) => versions.every((manifests) => manifests.get(key)?.text === versions[0]?.get(key)?.text);
  const stable = new Set<string>();
  for (const { object } of versions[0]?.values() ?? [])
    if (object.kind === "AuthorizationPolicy" && versions.every((manifests) => sameTarget(manifests, object))) stable.add(forWhom(object));
  const surroundings = { facts, allowsElsewhere: (policy: AuthorizationPolicy) => stable.has(forWhom(policy)) };
  const byName = new Map<string, string[]>();
  const byAnchor = new Map<string, string[]>();
  let all = false;
  for (const key of keys) {
    if (isSame(key)) continue;
    const reach = reachOf([...new Set(versions.map((manifests) => manifests.get(key)?.object))], surroundings);
    if (reach === "all") all = true;
    else {
      const { names = [], anchors = [] } = reach;
      for (const name of new Set(names.map((name) => withoutScheme(name).toLowerCase()))) addTo(byName, name, key);
      for (const anchor of new Set(anchors)) addTo(byAnchor, anchor, key);
    }
  }
  return { all, byName, byAnchor };
}

/** The objects that names or anchors find. */
function keysUnder({ byName, byAnchor }: Touched, names: readonly string[], anchors: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const name of names) found.push(...(byName.get(name) ?? []));
  for (const anchor of anchors) found.push(...(byAnchor.get(anchor) ?? []));
  return found;
}

/** Whether a version has the same policy, for the same pods. */
function sameTarget(manifests: StoredManifests, policy: AuthorizationPolicy): boolean {
  const object = manifests.get(`${policy.kind} ${policy.metadata.namespace ?? ""} ${policy.metadata.name}`)?.object;
  return object?.kind === "AuthorizationPolicy" && forWhom(object) === forWhom(policy);
}

function principalsOfWorkload(from: Caller, versions: ClusterVersions): readonly string[] {
  if (from.kind !== "workload") return [];
  return [`${versions.factsOf(from.cluster).trustDomain}/ns/${from.namespace}/sa/${from.account}`];
}
