import type { FederationObject } from "../4-plan/objects.ts";
import { type Vocabulary, vocabularyIn } from "../5-verify/vocabulary.ts";
import type { Caller } from "../istio/call.ts";
import { fullNames } from "../istio/data-path/services.ts";
import { addTo, getOrMake, getOrMakeAmong } from "../istio/objects/indexed.ts";
import { delegateHost } from "../istio/objects/read-virtual-service.ts";
import type { ClusterFacts } from "../istio/world.ts";
import type { ClusterVersions } from "./cluster-versions.ts";
import { reachOfRule } from "./reach-of-object.ts";

/** The clusters that a call may visit, and the names that it may have on its way. */
export interface Way {
  readonly clusters: ReadonlySet<string>;
  /** The names, and every `*.` above them. */
  readonly keys: readonly string[];
}

/** A name that a call may have. */
interface Name {
  /** What finds it: itself, and every `*.` above it. */
  readonly keys: readonly Key[];
  /** The clusters that have it as the address of their ingress gateway. */
  readonly clusters: readonly ClusterFacts[];
}

/** A name, or a `*.` above names, under which calls find objects. */
interface Key {
  readonly text: string;
  /** What the objects under it that send calls on mention, by cluster. Under most keys there are none, and an empty map takes much room. */
  mentions: Map<string, ReadonlySet<Name>> | undefined;
}

/** The objects of a cluster by the names under which a call finds them. */
interface Found {
  readonly objects: ReadonlyMap<string, readonly unknown[]>;
  /** Those that every call finds. */
  readonly always: readonly unknown[];
  /** The names that the cluster's gateways show. */
  readonly principals: readonly Name[];
}

/** So many ways are kept. Calls that have one in common follow each other; all ways would take more memory than all objects. */
const maxKept = 5000;

/**
 * The ways that calls may take through any version of the objects: a call has the names that its caller gives it, and those that routes and
 * entries under these names mention.
 */
export class WaysOfCalls {
  readonly #versions: ClusterVersions;
  readonly #objects: ReadonlyMap<string, Iterable<FederationObject>>;
  readonly #found = new Map<string, Found>();
  readonly #ways = new Map<string, Way>();
  readonly #names = new Map<string, Name>();
  readonly #keys = new Map<string, Key>();

  /** `objects` are those of the clusters that change, beside the desired ones. */
  constructor(versions: ClusterVersions, objects: ReadonlyMap<string, Iterable<FederationObject>>) {
    this.#versions = versions;
    this.#objects = objects;
  }

  /** `hosts` are the Host headers that the caller writes itself. */
  of(from: Caller, hosts: readonly string[]): Way {
    const cluster = from.kind === "workload" ? from.cluster : from.at.cluster;
    const { domain } = this.#versions.factsOf(cluster);
    const given = [...(from.kind === "workload" ? [from.host] : [from.sni, from.host]), ...hosts];
    const names = given.map((name) => name.replace(/:\d+$/, "").toLowerCase());
    const start = from.kind === "workload" ? names.flatMap((name) => [name, ...fullNames(name, from.namespace, domain)]) : names;
    return getOrMakeAmong(maxKept, this.#ways, `${cluster} ${start.join(" ")}`, () => this.#followed(cluster, start));
  }

  /** The words of the routes and rules that a call may find on its way. */
  wordsOn({ clusters, keys }: Way): Vocabulary {
    const objects = [...clusters].map((cluster) => {
      const found = this.#foundIn(cluster);
      return [cluster, [...found.always, ...keys.flatMap((key) => found.objects.get(key) ?? [])]] as const;
    });
    return vocabularyIn(new Map(objects));
  }

  /** A name may bring further names, and the address of a cluster, in which all names may be found. */
  #followed(first: string, start: readonly string[]): Way {
    const clusters = new Set<string>();
    const names = new Set<Name>();
    const keys = new Set<Key>();
    const find = (cluster: string, { mentions }: Key) => {
      for (const mentioned of mentions?.get(cluster) ?? []) add(mentioned);
    };
    const add = (name: Name) => {
      if (names.has(name)) return;
      names.add(name);
      for (const key of name.keys) {
        if (keys.has(key)) continue;
        keys.add(key);
        if (key.mentions) for (const cluster of clusters) find(cluster, key);
      }
      for (const cluster of name.clusters) enter(cluster.name);
    };
    const enter = (cluster: string) => {
      if (clusters.has(cluster)) return;
      clusters.add(cluster);
      const { principals } = this.#foundIn(cluster);
      for (const key of keys) find(cluster, key);
      for (const principal of principals) add(principal);
    };
    enter(first);
    for (const name of start) add(this.#nameOf(name));
    return { clusters, keys: Array.from(keys, ({ text }) => text) };
  }

  #nameOf(name: string): Name {
    return getOrMake(this.#names, name, () => ({
      keys: keysFor(name).map((key) => this.#keyOf(key)),
      clusters: this.#versions.clustersAt(name),
    }));
  }

  #keyOf(text: string): Key {
    return getOrMake(this.#keys, text, () => ({ text, mentions: undefined }));
  }

  #foundIn(cluster: string): Found {
    return getOrMake(this.#found, cluster, () => {
      const mentions = new Map<string, Set<Name>>();
      const objects = new Map<string, unknown[]>();
      const always: unknown[] = [];
      for (const object of new Set([...(this.#objects.get(cluster) ?? []), ...(this.#versions.desiredObjects(cluster) ?? [])])) {
        const keys = routingNames(object);
        const named = keys.length > 0 && "spec" in object ? textsIn(object.spec).map((text) => this.#nameOf(text)) : [];
        for (const key of keys) {
          const mentioned = getOrMake(mentions, key, () => new Set());
          for (const name of named) mentioned.add(name);
          addTo(objects, key, object);
        }
        if (object.kind !== "AuthorizationPolicy") continue;
        for (const rule of object.spec.rules ?? []) {
          // Whoever calls: a rule is found by what is called.
          const { from: _, ...called } = rule;
          const reach = reachOfRule(called, object.spec.action === "DENY");
          const alone = { kind: object.kind, spec: { rules: [rule] } };
          if (reach === "all") always.push(alone);
          else for (const key of reach.names ?? []) addTo(objects, key, alone);
        }
      }
      for (const [text, names] of mentions) {
        const key = this.#keyOf(text);
        key.mentions ??= new Map();
        key.mentions.set(cluster, names);
      }
      const principals = gatewayPrincipals(this.#versions.factsOf(cluster)).map((name) => this.#nameOf(name));
      return { objects, always, principals };
    });
  }
}

/** The names under which a call finds an object that sends it on. */
function routingNames(object: FederationObject): readonly string[] {
  switch (object.kind) {
    case "VirtualService": {
      const { hosts, tls = [] } = object.spec;
      if (hosts.length === 0) return [delegateHost(object.metadata)];
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

export function withoutScheme(name: string): string {
  return name.replace(/^spiffe:\/\//, "");
}

/** The names that a cluster's gateways show, to other clusters and within the mesh. */
function gatewayPrincipals({ gateways, trustDomain, gatewaysNamespace }: ClusterFacts): readonly string[] {
  return Object.values(gateways).flatMap(({ identity, account }) =>
    [withoutScheme(identity), `${trustDomain}/ns/${gatewaysNamespace}/sa/${account}`].map((name) => name.toLowerCase()),
  );
}
