import type { FederationObject } from "../4-plan/objects.ts";
import { type Vocabulary, vocabularyIn } from "../5-verify/vocabulary.ts";
import type { Caller } from "../istio/call.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import type { ClusterFacts } from "../istio/world.ts";
import type { ClusterVersions } from "./cluster-versions.ts";
import { reachOfRule } from "./reach-of-object.ts";

/** The clusters that a call may visit, and the names that it may have on its way. */
export interface Way {
  readonly clusters: ReadonlySet<string>;
  /** The names, and every `*.` above them. */
  readonly keys: ReadonlySet<string>;
}

/** The objects of a cluster by the names under which a call finds them. */
interface Found {
  /** The texts in the objects that send calls on. */
  readonly mentions: ReadonlyMap<string, Iterable<string>>;
  readonly objects: ReadonlyMap<string, readonly unknown[]>;
  /** Those that every call finds. */
  readonly always: readonly unknown[];
}

/**
 * The ways that calls may take through any version of the objects: a call has the names that its caller gives it, and those that routes and
 * entries under these names mention.
 */
export class WaysOfCalls {
  readonly #versions: ClusterVersions;
  readonly #objects: ReadonlyMap<string, Iterable<FederationObject>>;
  readonly #found = new Map<string, Found>();
  readonly #ways = new Map<string, Way>();

  /** `objects` are those of the clusters that change, beside the desired ones. */
  constructor(versions: ClusterVersions, objects: ReadonlyMap<string, Iterable<FederationObject>>) {
    this.#versions = versions;
    this.#objects = objects;
  }

  /** `hosts` are the Host headers that the caller writes itself. */
  of(from: Caller, hosts: readonly string[]): Way {
    const cluster = from.kind === "workload" ? from.cluster : from.at.cluster;
    const { domain } = this.#versions.factsOf(cluster);
    const dialled = from.kind === "workload" ? completed(from.host, from.namespace, domain) : [from.sni, from.host];
    const start = [...dialled, ...hosts].map((name) => name.replace(/:\d+$/, "").toLowerCase());
    return getOrMake(this.#ways, `${cluster} ${start.join(" ")}`, () => this.#followed(cluster, start));
  }

  /** The words of the routes and rules that a call may find on its way. */
  wordsOn({ clusters, keys }: Way): Vocabulary {
    const objects = [...clusters].map((cluster) => {
      const found = this.#foundIn(cluster);
      return [cluster, [...found.always, ...[...keys].flatMap((key) => found.objects.get(key) ?? [])]] as const;
    });
    return vocabularyIn(new Map(objects));
  }

  /** A name may bring further names, and the address of a cluster, in which all names may be found. */
  #followed(first: string, start: readonly string[]): Way {
    const clusters = new Set<string>();
    const names = new Set<string>();
    const keys = new Set<string>();
    const find = (cluster: string, key: string) => {
      for (const mentioned of this.#foundIn(cluster).mentions.get(key) ?? []) add(mentioned);
    };
    const add = (name: string) => {
      if (names.has(name)) return;
      names.add(name);
      for (const key of keysFor(name)) {
        if (keys.has(key)) continue;
        keys.add(key);
        for (const cluster of [...clusters]) find(cluster, key);
      }
      for (const { name: cluster } of this.#versions.clustersAt(name)) enter(cluster);
    };
    const enter = (cluster: string) => {
      if (clusters.has(cluster)) return;
      clusters.add(cluster);
      for (const key of [...keys]) find(cluster, key);
      for (const principal of gatewayPrincipals(this.#versions.factsOf(cluster))) add(principal);
    };
    enter(first);
    for (const name of start) add(name);
    return { clusters, keys };
  }

  #foundIn(cluster: string): Found {
    return getOrMake(this.#found, cluster, () => {
      const mentions = new Map<string, Set<string>>();
      const objects = new Map<string, unknown[]>();
      const always: unknown[] = [];
      for (const object of new Set([...(this.#objects.get(cluster) ?? []), ...(this.#versions.after.get(cluster) ?? [])])) {
        for (const key of routingNames(object)) {
          const mentioned = getOrMake(mentions, key, () => new Set<string>());
          for (const text of textsIn("spec" in object && object.spec)) mentioned.add(text);
          getOrMake(objects, key, () => []).push(object);
        }
        if (object.kind !== "AuthorizationPolicy") continue;
        for (const rule of object.spec.rules ?? []) {
          // Whoever calls: a rule is found by what is called.
          const { from: _, ...called } = rule;
          const reach = reachOfRule(called, object.spec.action === "DENY");
          const alone = { kind: object.kind, spec: { rules: [rule] } };
          if (reach === "all") always.push(alone);
          else for (const key of reach.names ?? []) getOrMake(objects, key, () => []).push(alone);
        }
      }
      return { mentions, objects, always };
    });
  }
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

/** Every text in an object that may become a name of the call: full names and addresses have dots or colons. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return /[.:]/.test(value) ? [value.toLowerCase()] : [];
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

export function withoutScheme(name: string): string {
  return name.replace(/^spiffe:\/\//, "");
}

/** The names that a cluster's gateways show, to other clusters and within the mesh. */
function gatewayPrincipals({ gateways, trustDomain, gatewaysNamespace }: ClusterFacts): readonly string[] {
  return Object.values(gateways).flatMap(({ identity, account }) =>
    [withoutScheme(identity), `${trustDomain}/ns/${gatewaysNamespace}/sa/${account}`].map((name) => name.toLowerCase()),
  );
}
