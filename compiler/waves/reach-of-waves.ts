import type { AuthorizationPolicy } from "../4-plan/objects.ts";
import type { Caller } from "../istio/call.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import type { ClusterFacts } from "../istio/world.ts";
import { type ClusterVersions, objectsInVersion, type StoredManifests } from "./cluster-versions.ts";
import { forWhom, type Reach, reachOf } from "./reach-of-object.ts";
import type { Wave } from "./wave.ts";
import { type Way, WaysOfCalls, withoutScheme } from "./ways-of-calls.ts";

/** What waves may affect in one cluster. */
interface Touched {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
  readonly anchors: ReadonlySet<string>;
}

/**
 * The calls that waves may affect. A call has the names that its caller gives it, and those that routes and entries under these names mention.
 * It is followed only if some version of an object that changes has one of them. All others have the same result in every state.
 */
export class ReachOfWaves {
  readonly #versions: ClusterVersions;
  readonly #touched: ReadonlyMap<string, Touched>;
  readonly #ways: WaysOfCalls;
  /** Whether waves touch a name on a way, or an authority of its clusters. */
  readonly #isTouched = new Map<Way, boolean>();

  constructor(versions: ClusterVersions, waves: readonly Wave[]) {
    this.#versions = versions;
    const byCluster = new Map([...versions.live].map(([cluster, live]) => [cluster, [live]]));
    for (const { overlays } of waves)
      for (const [cluster, { files }] of overlays) byCluster.get(cluster)?.push(versions.manifestsIn(files));
    const objects = [...byCluster].map(([cluster, all]) => [cluster, all.flatMap(objectsInVersion)] as const);
    this.#ways = new WaysOfCalls(versions, new Map(objects));
    this.#touched = new Map([...byCluster].map(([cluster, all]) => [cluster, touchedBy(all, versions.factsOf(cluster))]));
  }

  /** Whether the calls of a caller may be affected. `hosts` are the Host headers that it writes itself. */
  isAbout(from: Caller, hosts: readonly string[]): boolean {
    if (from.kind === "externalClient" && !("gateway" in from.at)) return this.#touched.has(from.at.cluster);
    const way = this.#ways.of(from, hosts);
    if (getOrMake(this.#isTouched, way, () => this.#touches(way))) return true;
    const certificate = from.kind === "externalClient" ? from.certificate : undefined;
    const principals = certificate ? [...certificate.uris, ...certificate.dns] : principalsOfWorkload(from, this.#versions);
    const names = principals.map((name) => withoutScheme(name).toLowerCase());
    const anchors = certificate ? this.#versions.anchorsOf(certificate.root) : [];
    return [...way.clusters].some((cluster) => {
      const touched = this.#touched.get(cluster);
      return touched && (names.some((name) => touched.names.has(name)) || anchors.some((anchor) => touched.anchors.has(anchor)));
    });
  }

  #touches({ clusters, keys }: Way): boolean {
    const anchors = [...clusters].flatMap((cluster) => {
      const { gatewaysRoot, workloadsRoot } = this.#versions.factsOf(cluster);
      return [gatewaysRoot, workloadsRoot].flatMap((root) => (root === undefined ? [] : this.#versions.anchorsOf(root)));
    });
    return [...clusters].some((cluster) => {
      const touched = this.#touched.get(cluster);
      if (!touched) return false;
      return touched.all || [...keys].some((key) => touched.names.has(key)) || anchors.some((anchor) => touched.anchors.has(anchor));
    });
  }
}

function touchedBy(versions: readonly StoredManifests[], facts: ClusterFacts): Touched {
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
    names: new Set(limited.flatMap(({ names = [] }) => names.map((name) => withoutScheme(name).toLowerCase()))),
    anchors: new Set(limited.flatMap(({ anchors = [] }) => anchors)),
  };
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
