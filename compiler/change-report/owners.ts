import { exposedServiceText } from "../2-resolve/exposed-service.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import type { EntryOwners } from "./change-report.ts";
import { halfNamed, hasHalf, type WaitingEntries, waitingEntries } from "./waiting-entries.ts";

/** Clusters and services that a change is about. */
export interface Parties {
  readonly clusters?: Iterable<string>;
  readonly services?: Iterable<string>;
}

/** The owners and the relations of clusters and services, before and after a change. Whatever holds in either version counts. */
export class Owners {
  readonly #versions: readonly Federation[];
  #waitingEntries: readonly WaitingEntries[] | undefined;

  constructor(versions: readonly Federation[]) {
    this.#versions = versions;
  }

  /** Asks those who decide, and the others. Without an owner among those who decide nobody can approve. */
  asked(deciding: Parties, others: Parties = {}): EntryOwners {
    const decide = this.of(deciding);
    return { asks: sorted([...decide, ...this.of(others)]), informs: [], unowned: decide.length === 0 && !isEmpty(deciding) };
  }

  /** Those who lose something hear of it. What they gain, if it is in force again, is in the section about access, which asks them. */
  informed(asked: EntryOwners, parties: Parties): EntryOwners {
    return { ...asked, informs: this.of(parties).filter((owner) => !asked.asks.includes(owner)) };
  }

  of({ clusters = [], services = [] }: Parties): readonly string[] {
    const [clusterNames, serviceNames] = [new Set(clusters), new Set(services)];
    return sorted(
      this.#each((federation) => [
        ...[...clusterNames].flatMap((name) => federation.clusters.get(name)?.owner ?? []),
        ...federation.services.flatMap(({ name, written }) =>
          serviceNames.has(name) && written.owner !== undefined ? [written.owner] : [],
        ),
      ]),
    );
  }

  /** All owners that either version names. */
  all(): readonly string[] {
    return this.of({ clusters: this.clusters(), services: this.#each(({ services }) => services.map(({ name }) => name)) });
  }

  /** Whether the half of a grant that a path leads into waits for the other one, and gives nobody anything: in the last version that has it. */
  waits(path: readonly string[]): boolean {
    const half = halfNamed(path);
    const last = half === undefined ? -1 : this.#versions.findLastIndex((version) => hasHalf(version, path));
    return half !== undefined && this.#waiting()[last]?.altogether.has(half) === true;
  }

  clusters(): readonly string[] {
    return sorted(this.#each(({ clusters }) => [...clusters.keys()]));
  }

  /** The clusters that trust one of these, or that one of these trusts: both sides of a call check each other. */
  partnersOf(names: Iterable<string>): readonly string[] {
    const own = new Set(names);
    return sorted(
      this.#links().flatMap(([exposer, consumer]) => [...(own.has(exposer) ? [consumer] : []), ...(own.has(consumer) ? [exposer] : [])]),
    );
  }

  /** The clusters that dial this one. */
  callersOf(name: string): readonly string[] {
    return sorted(this.#links().flatMap(([exposer, consumer]) => (exposer === name ? [consumer] : [])));
  }

  services(): readonly string[] {
    return sorted(this.#each(({ services }) => services.map(({ name }) => name)));
  }

  exposersOf(service: string): readonly string[] {
    return sorted(this.#ofService(service, ({ exposures }) => exposures.map(({ cluster }) => cluster.name)));
  }

  consumersOf(service: string): readonly string[] {
    return sorted(this.#ofService(service, ({ consumptions }) => consumptions.map(({ cluster }) => cluster.name)));
  }

  servicesOf(exposer: string): readonly string[] {
    return sorted(
      this.#each(({ services }) =>
        services.flatMap(({ name, exposures }) => (exposures.some(({ cluster }) => cluster.name === exposer) ? [name] : [])),
      ),
    );
  }

  /** The services that offer the same Service of a cluster, whatever they are called. */
  servicesAt(cluster: string, local: string): readonly string[] {
    const isThere = (exposure: Federation["services"][number]["exposures"][number]) =>
      exposure.cluster.name === cluster && exposedServiceText(exposure) === local;
    return sorted(this.#each(({ services }) => services.flatMap(({ name, exposures }) => (exposures.some(isThere) ? [name] : []))));
  }

  /** The clusters that a key of `allow` or `consume` stands for. */
  membersOf(key: string): readonly string[] {
    return sorted(this.#each(({ clusters, written }) => (clusters.has(key) ? [key] : (written.groups?.[key] ?? []))));
  }

  /** Whether both versions have a group, or a cluster, of this name. */
  isNamedByBoth(name: string): boolean {
    return this.#versions.every(({ clusters, written }) => clusters.has(name) || Object.hasOwn(written.groups ?? {}, name));
  }

  /** The clusters whose gateways or workloads prove their identity by a root. */
  usersOfRoot(root: string): readonly string[] {
    return sorted(
      this.#each(({ clusters }) =>
        [...clusters.values()].flatMap((cluster) => (cluster.root === root || cluster.workloadsRoot === root ? [cluster.name] : [])),
      ),
    );
  }

  #waiting(): readonly WaitingEntries[] {
    this.#waitingEntries ??= this.#versions.map(waitingEntries);
    return this.#waitingEntries;
  }

  #links(): readonly (readonly [exposer: string, consumer: string])[] {
    return this.#each(({ grants }) =>
      grants.flatMap(({ inactive, exposure, consumer }) =>
        inactive === undefined ? [[exposure.cluster.name, consumer.name] as const] : [],
      ),
    );
  }

  #ofService(wanted: string, get: (service: Federation["services"][number]) => readonly string[]): readonly string[] {
    return this.#each(({ services }) => services.flatMap((service) => (service.name === wanted ? get(service) : [])));
  }

  #each<Item>(get: (federation: Federation) => readonly Item[]): readonly Item[] {
    return this.#versions.flatMap((version) => [...get(version)]);
  }
}

function isEmpty({ clusters = [], services = [] }: Parties): boolean {
  return [...clusters].length + [...services].length === 0;
}
