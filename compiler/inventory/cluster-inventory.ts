import { grouped } from "../2-resolve/grouped.ts";
import type { DumpContents, DumpDoubt } from "./read-dump.ts";
import { type StandingKindName, standingKinds } from "./standing-kinds.ts";
import type { StandingObject } from "./standing-object.ts";

/** What stands in a cluster, as its dump tells it. */
export class ClusterInventory {
  readonly cluster: string;
  /** The folder or file that it was read from, as it was given. */
  readonly from: string;
  readonly objects: readonly StandingObject[];
  /** The number of objects of each kind that fedc only counts. */
  readonly others: ReadonlyMap<string, number>;
  readonly doubts: readonly DumpDoubt[];
  /** Two objects of one name that differ; the first one counts. */
  readonly doubles: readonly (readonly [StandingObject, StandingObject])[];
  readonly #byKind: ReadonlyMap<string, readonly StandingObject[]>;
  readonly #byName: ReadonlyMap<string, StandingObject>;
  readonly #namespaces: ReadonlySet<string>;
  readonly #groups: ReadonlySet<string>;

  constructor(cluster: string, from: string, contents: readonly DumpContents[]) {
    const all = contents.flatMap(({ objects }) => objects);
    const others = contents.flatMap((one) => one.others);
    this.cluster = cluster;
    this.from = from;
    const byName = new Map<string, StandingObject>();
    const doubles: (readonly [StandingObject, StandingObject])[] = [];
    for (const object of all) {
      const key = keyOf(object.kind, object.namespace, object.name);
      const first = byName.get(key);
      if (!first) byName.set(key, object);
      else if (JSON.stringify(first.data) !== JSON.stringify(object.data)) doubles.push([first, object]);
    }
    this.objects = [...byName.values()];
    this.doubles = doubles;
    this.doubts = contents.flatMap(({ doubts }) => doubts);
    this.others = new Map([...grouped(others, (kind) => kind)].map(([kind, { length }]) => [kind, length]));
    this.#byName = byName;
    this.#byKind = grouped(this.objects, ({ kind }) => kind);
    this.#groups = new Set(contents.flatMap(({ group }) => group ?? []));
    this.#namespaces = new Set(this.objects.flatMap(({ kind, namespace, name }) => (kind === "Namespace" ? name : (namespace ?? []))));
  }

  /**
   * Whether the dump was made of this kind too: it has such an object, or a file that is called by the kind's group, as `fedc inventory
   * --print-commands` calls them. If it was not, nothing is said about what is missing.
   */
  has(...kinds: readonly StandingKindName[]): boolean {
    return kinds.some((kind) => {
      const { group, leftOut } = standingKinds[kind];
      return this.#byKind.has(kind) || (!leftOut && this.#groups.has(group || "core"));
    });
  }

  all(...kinds: readonly StandingKindName[]): readonly StandingObject[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  /** An object by its name, or one of that name whose manifest leaves the namespace out. */
  find(kind: StandingKindName, namespace: string, name: string): StandingObject | undefined {
    return this.#byName.get(keyOf(kind, namespace, name)) ?? this.#byName.get(keyOf(kind, undefined, name));
  }

  /** The objects of a namespace, with those that leave theirs out. */
  inNamespace(namespace: string, ...kinds: readonly StandingKindName[]): readonly StandingObject[] {
    return this.all(...kinds).filter((object) => object.namespace === namespace || object.namespace === undefined);
  }

  /** Whether it has this namespace, or an object in it. */
  hasNamespace(namespace: string): boolean {
    return this.#namespaces.has(namespace);
  }

  /** Whether an object of this kind and namespace would be in the dump if it stood. */
  wouldHave(kind: StandingKindName, namespace: string): boolean {
    return this.has(kind) && (namespace === "" || this.has("Namespace") || this.#namespaces.has(namespace));
  }
}

/** What stands in the clusters; empty if no dump was given. */
export class StandingInventory {
  readonly clusters: ReadonlyMap<string, ClusterInventory>;
  /** Names beside those dumps that are of no cluster, and so were not read. */
  readonly unread: readonly string[];

  constructor(clusters: readonly ClusterInventory[] = [], unread: readonly string[] = []) {
    this.unread = unread;
    this.clusters = new Map(clusters.map((one) => [one.cluster, one]));
  }

  of(cluster: { readonly name: string }): ClusterInventory | undefined {
    return this.clusters.get(cluster.name);
  }
}

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? "?"}/${name}`;
}
