import type { ConsumeEntry } from "../1-load/federation-file.ts";
import { membersOf } from "../1-load/spelled-out/groups.ts";
import type { Federation } from "../2-resolve/federation.ts";

/** A value where it is written. */
export interface Slot {
  readonly parent: object;
  readonly key: string | number;
  readonly value: unknown;
}

/** What a version of federation.yaml leaves to groups and to other entries, so that the report can tell a new meaning from other words. */
export class SpelledOutEntries {
  readonly #federation: Federation;
  #ports: ReadonlyMap<object, ReadonlySet<number | undefined>> | undefined;

  constructor(federation: Federation) {
    this.#federation = federation;
  }

  /**
   * The entries of a mapping by cluster; undefined if some half waits, since each member waits for itself. An entry under a cluster's own name
   * takes precedence, and no cluster allows itself.
   */
  entriesOf(mapping: Slot | undefined, exposer: string | undefined): ReadonlyMap<string, Slot> | undefined {
    const { value } = mapping ?? {};
    if (typeof value !== "object" || value === null) return undefined;
    const { clusters } = this.#federation.written;
    const entries = new Map<string, Slot>();
    for (const [key, entry] of Object.entries(value)) {
      if ([entry].flat().some(isWaiting)) return undefined;
      for (const cluster of membersOf(key, this.#federation.written))
        if (cluster === key || (cluster !== exposer && !Object.hasOwn(value, cluster) && Object.hasOwn(clusters, cluster)))
          entries.set(cluster, { parent: value, key, value: entry });
    }
    return entries;
  }

  /** The egress gateway that a cluster has because it consumes. */
  egressOf(cluster: string): Slot | undefined {
    return this.#federation.clusters.get(cluster)?.egress && { parent: {}, key: "egress", value: {} };
  }

  /** The port of a local name, also if it is that of the exposed Service; undefined if it is not the same for all clusters of the entry. */
  portOf({ value }: Slot): number | undefined {
    const entry = value as ConsumeEntry;
    this.#ports ??= portsByEntry(this.#federation);
    const ports = [...(this.#ports.get(entry) ?? [])];
    return entry.port ?? (ports.length === 1 ? ports[0] : undefined);
  }
}

function isWaiting(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && Object.hasOwn(entry, "awaits");
}

function portsByEntry({ services }: Federation): ReadonlyMap<object, ReadonlySet<number | undefined>> {
  const ports = new Map<object, Set<number | undefined>>();
  for (const { written, port } of services.flatMap(({ consumptions }) => consumptions)) {
    const known = ports.get(written);
    if (known) known.add(port);
    else ports.set(written, new Set([port]));
  }
  return ports;
}
