import type { DestinationEntry, FederationFile, WrittenConsumption, WrittenFile } from "../federation-file.ts";
import type { DerivedEntry, Spans } from "../spans.ts";
import { derivedList, derivedMapping, type Mapping, withValues } from "./mapping.ts";
import type { SharedPlace } from "./shared-places.ts";

/** A file without `defaults` in which groups are left only under `groups`, as keys of `allow` and `consume`, and in assertions. */
interface SpelledOut {
  readonly file: FederationFile;
  /** The entries of groups that became entries of each member. */
  readonly shared: readonly SharedPlace[];
}

type Derived = Omit<DerivedEntry, "name"> & { readonly value: unknown };

/**
 * Writes the clusters in place of the groups: exposers, destinations of a failover, pairs, and groups in groups. Names that do not exist, and
 * groups where none can stand, stay as they are, and rules report them.
 */
export function spellOutGroups(written: WrittenFile, at: Spans): SpelledOut {
  const spelling = new GroupSpelling(written, at);
  const values = new Map<string, unknown>();
  if (written.groups) values.set("groups", spelling.groups(written.groups));
  if (written.trust.pairs) values.set("trust", spelling.trust(written.trust));
  values.set("clusters", spelling.clusters(written.clusters));
  values.set("services", spelling.services(written.services));
  const before = written as unknown as Mapping;
  const isSame = !written.defaults && [...values].every(([key, value]) => before[key] === value);
  if (isSame) return { file: written as unknown as FederationFile, shared: [] };
  const file = withoutKey(at, withValues(at, before, values), "defaults");
  return { file: file as unknown as FederationFile, shared: spelling.shared };
}

/** The clusters of a group and of the groups in it, each once, in the order in which they are named. Unknown names stay. */
export function membersOf(group: string, { clusters, groups = {} }: Pick<WrittenFile, "clusters" | "groups">): readonly string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const add = (name: string) => {
    if (Object.hasOwn(clusters, name) || !Object.hasOwn(groups, name)) found.add(name);
    else if (!visited.has(name)) {
      visited.add(name);
      for (const member of groups[name] ?? []) add(member);
    }
  };
  add(group);
  return [...found];
}

class GroupSpelling {
  readonly shared: SharedPlace[] = [];
  readonly #written: WrittenFile;
  readonly #at: Spans;

  constructor(written: WrittenFile, at: Spans) {
    this.#written = written;
    this.#at = at;
  }

  groups(groups: NonNullable<WrittenFile["groups"]>): unknown {
    const nested = Object.entries(groups).filter(([, names]) => names.some((name) => this.#isGroup(name)));
    const members = nested.map(([group, names]) => {
      const items = names.flatMap((name, key) => this.#clusters(name).map((value) => ({ of: names, key, value })));
      const firsts = new Map(items.toReversed().map((item) => [item.value, item]));
      return [
        group,
        derivedList(
          this.#at,
          items.filter((item) => firsts.get(item.value) === item),
        ),
      ] as const;
    });
    return members.length === 0 ? groups : withValues(this.#at, groups, new Map(members));
  }

  /** Every pair between the members of both sides. Beside itself, a group means every pair within it. */
  trust(trust: WrittenFile["trust"]): unknown {
    const { pairs = [] } = trust;
    if (!pairs.some(({ between }) => between.some((name) => this.#isGroup(name)))) return trust;
    const spelledOut = pairs.flatMap((pair, key): Derived[] => {
      const [left, right] = pair.between.map((name) => this.#clusters(name)) as [readonly string[], readonly string[]];
      const all = left.flatMap((a) => right.map((b) => [a, b] as const));
      const different = all.filter(([a, b]) => a !== b);
      const seen = new Set<string>();
      return (different.length > 0 ? different : all.slice(0, 1)).flatMap(([a, b]) => {
        const id = [a, b].sort().join(" ");
        if (seen.has(id)) return [];
        seen.add(id);
        const between = derivedList(this.#at, [
          { of: pair.between, key: 0, value: a },
          { of: pair.between, key: 1, value: b },
        ]);
        return { of: pairs, key, value: withValues(this.#at, pair as unknown as Mapping, new Map([["between", between]])) };
      });
    });
    return withValues(this.#at, trust as unknown as Mapping, new Map([["pairs", derivedList(this.#at, spelledOut)]]));
  }

  clusters(clusters: WrittenFile["clusters"]): unknown {
    const plain = Object.entries(clusters)
      .filter(([, cluster]) => cluster.withoutDefaults)
      .map(([name, cluster]) => [name, withoutKey(this.#at, cluster as unknown as Mapping, "withoutDefaults")] as const);
    return plain.length === 0 ? clusters : withValues(this.#at, clusters, new Map(plain));
  }

  services(services: WrittenFile["services"]): unknown {
    const changed = Object.entries(services).flatMap(([name, service]) => {
      const values = new Map<string, unknown>();
      const { expose, consume } = service;
      if (expose && Object.keys(expose).some((key) => this.#isGroup(key)))
        values.set(
          "expose",
          this.#keys(expose, () => true),
        );
      const spelled = consume && this.#consume(consume);
      if (spelled !== consume) values.set("consume", spelled);
      return values.size === 0 ? [] : [[name, withValues(this.#at, service as unknown as Mapping, values)] as const];
    });
    return changed.length === 0 ? services : withValues(this.#at, services, new Map(changed));
  }

  /** A mapping with an entry for each member of the groups that are its keys. An entry under the cluster's own name takes precedence. */
  #keys(within: Mapping, isMeant: (key: string) => boolean): Mapping {
    const entries = Object.keys(within).flatMap((key) => {
      if (!this.#isGroup(key) || !isMeant(key)) return [{ name: key, of: within, key, value: within[key] }];
      const members = this.#clusters(key).filter((name) => !Object.hasOwn(within, name));
      const place = { ...this.#at.key(within, key), end: this.#at.value(within, key).end };
      const users = members.flatMap((name) =>
        Object.hasOwn(this.#written.clusters, name) ? [{ name, at: this.#at.key(this.#written.clusters, name) }] : [],
      );
      this.shared.push({ place, users, what: `an entry under \`${key}\`` });
      return members.map((name) => ({ name, of: within, key, value: within[key] }));
    });
    const seen = new Set<string>();
    return derivedMapping(
      this.#at,
      entries.filter(({ name }) => !seen.has(name) && seen.add(name)),
    );
  }

  /** The consumer itself is no destination, so a group that holds it means another list for each of its consumers. */
  #consume(consume: NonNullable<WrittenFile["services"][string]["consume"]>): unknown {
    const named = (entry: WrittenConsumption) =>
      [entry].flat().some(({ failover = [], withoutDefaults }) => withoutDefaults || this.#failoverGroups(failover).length > 0);
    if (!Object.values(consume).some(named)) return consume;
    const single = this.#keys(consume as unknown as Mapping, (key) => {
      const entry = consume[key];
      return entry !== undefined && [entry].flat().some(({ failover = [] }) => this.#overlaps(key, failover));
    }) as Readonly<Record<string, WrittenConsumption>>;
    const values = Object.entries(single).map(([consumer, entry]) => {
      if (!named(entry)) return [consumer, entry] as const;
      if (!isList(entry)) return [consumer, this.#entry(entry, consumer)] as const;
      const items = entry.map((item, key) => ({ of: entry, key, value: this.#entry(item, consumer) }));
      return [consumer, derivedList(this.#at, items)] as const;
    });
    return withValues(this.#at, single, new Map<string, unknown>(values));
  }

  #entry(entry: Exclude<WrittenConsumption, readonly unknown[]>, consumer: string): unknown {
    const { failover } = entry;
    const plain = withoutKey(this.#at, entry as unknown as Mapping, "withoutDefaults");
    if (failover === undefined || this.#failoverGroups(failover).length === 0) return plain;
    const list =
      typeof failover === "string" ? this.#destinations({ cluster: failover }, { of: plain, key: "failover" }, consumer) : undefined;
    const items =
      list ??
      (failover as readonly DestinationEntry[]).flatMap((one, key) => this.#destinations(one, { of: failover as object, key }, consumer));
    return withValues(this.#at, plain, new Map([["failover", derivedList(this.#at, items)]]));
  }

  /** The destinations that one of them stands for. `place` is where it is written. */
  #destinations(
    destination: DestinationEntry,
    place: { readonly of: object; readonly key: string | number },
    consumer: string,
  ): readonly Derived[] {
    const { cluster } = destination;
    const isAlone = typeof place.key === "string";
    if (cluster === undefined || (!this.#isGroup(cluster) && !isAlone)) return [{ ...place, value: destination }];
    const members = this.#clusters(cluster);
    const others = members.filter((name) => name !== consumer);
    return (others.length > 0 ? others : members).map((name) => ({
      ...place,
      value: isAlone
        ? derivedMapping(this.#at, [{ name: "cluster", ...place, value: name }])
        : withValues(this.#at, destination as unknown as Mapping, new Map([["cluster", name]])),
    }));
  }

  #overlaps(consumers: string, failover: string | readonly DestinationEntry[]): boolean {
    const members = new Set(this.#clusters(consumers));
    return this.#failoverGroups(failover).some((group) => this.#clusters(group).some((name) => members.has(name)));
  }

  /** The groups that a failover names; also a cluster that stands there alone, since it becomes a list too. */
  #failoverGroups(failover: string | readonly DestinationEntry[]): readonly string[] {
    if (typeof failover === "string") return [failover];
    return failover.flatMap(({ cluster }) => (cluster !== undefined && this.#isGroup(cluster) ? [cluster] : []));
  }

  #clusters(name: string): readonly string[] {
    return membersOf(name, this.#written);
  }

  #isGroup(name: string): boolean {
    const { clusters, groups = {} } = this.#written;
    return Object.hasOwn(groups, name) && !Object.hasOwn(clusters, name);
  }
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}

function withoutKey(at: Spans, mapping: Mapping, key: string): Mapping {
  if (!Object.hasOwn(mapping, key)) return mapping;
  const kept = Object.keys(mapping).filter((name) => name !== key);
  return derivedMapping(
    at,
    kept.map((name) => ({ name, of: mapping, key: name, value: mapping[name] })),
  );
}
