import type { Place } from "../../findings/source.ts";
import { isWithin } from "../entry-path.ts";
import type { Spans } from "../spans.ts";
import { isMapping } from "../yaml/manifest-data.ts";
import { derivedList, derivedMapping, type Mapping, withValues } from "./mapping.ts";

/** One key of the block `defaults`, and who takes its value. */
export interface DefaultEntry {
  /** Its names below `defaults.clusters` or `defaults.services`, joined by dots. */
  readonly path: string;
  readonly names: readonly string[];
  readonly half: "clusters" | "services";
  /** From its key to the end of its value. */
  readonly place: Place;
  readonly key: Place;
  /** Whether it is a value of its own, and not a mapping of others. */
  readonly isValue: boolean;
  /** The clusters, or services, that take a value of it, by name. */
  readonly takers: Set<string>;
}

/** A file whose defaults stand in each cluster and service that does not say otherwise. */
interface FilledIn {
  readonly data: object;
  readonly defaults: readonly DefaultEntry[];
}

/** What only an overlay would use. A cluster that configures itself takes no such default. */
const settingsOfManaged = new Set([
  "gitops",
  "trust.gateways.certificate",
  "gateways.namespace",
  "gateways.createNamespace",
  ...["ingress", "egress"].flatMap((side) =>
    ["deploy", "selector", "serviceAccount", "replicas", "service"].map((field) => `gateways.${side}.${field}`),
  ),
]);

/** What a cluster may take. All else is its own, and the schema refuses it under `defaults`. */
const clusterFields = ["hostname", "owner", "trust", "gateways", "istio", "gitops"];

/** Fields of which one excludes the other. The one that a cluster writes replaces the default for the other. */
const alternatives: Readonly<Record<string, string>> = {
  "trust.gateways.certificate.issuerRef": "secrets",
  "trust.gateways.certificate.secrets": "issuerRef",
};

/** Fields of a `consume` entry that have a default under `defaults.services`. Calls by tcp have none of them. */
const consumeFields = ["retries", "timeout"];

/** The cluster or service that takes defaults. */
interface Taker {
  readonly name: string;
  readonly half: DefaultEntry["half"];
  readonly skips: (path: string, own: Mapping, defaults: Mapping) => boolean;
}

/**
 * Fills the defaults of a file in, whatever its shape: the schema then judges what each cluster and service gets. Mappings are merged, and
 * any other value that is written where it is used replaces the default. The block itself stays in the data.
 */
export function fillInDefaults(data: object, at: Spans): FilledIn {
  const { defaults, clusters, services } = data as Mapping;
  if (!isMapping(defaults)) return { data, defaults: [] };
  const filling = new Filling(at, defaults);
  const filled = new Map<string, unknown>();
  const { clusters: forClusters, services: forServices } = defaults;
  const merged = isMapping(clusters) && isMapping(forClusters) ? filling.clusters(clusters, forClusters) : clusters;
  if (merged !== clusters) filled.set("clusters", merged);
  if (isMapping(services) && isMapping(forServices)) filled.set("services", filling.services(services, forServices, merged));
  return { data: withValues(at, data as Mapping, filled), defaults: filling.entries };
}

class Filling {
  readonly #at: Spans;
  readonly #entries = new Map<string, DefaultEntry>();

  constructor(at: Spans, defaults: Mapping) {
    this.#at = at;
    for (const half of ["clusters", "services"] as const) {
      const block = defaults[half];
      if (isMapping(block)) this.#list(half, [], block);
    }
  }

  get entries(): readonly DefaultEntry[] {
    return [...this.#entries.values()];
  }

  clusters(clusters: Mapping, defaults: Mapping): Mapping {
    return this.#each(clusters, (name, cluster) =>
      this.#merged(defaults, cluster, "", { name, half: "clusters", skips: skipsOf(cluster) }),
    );
  }

  services(services: Mapping, defaults: Mapping, clusters: unknown): Mapping {
    return this.#each(services, (name, service) => {
      const skips = (path: string) => path !== "protocol";
      const filled = this.#merged(defaults, service, "", { name, half: "services", skips });
      const { consume, protocol } = filled;
      if (!isMapping(consume) || protocol === "tcp") return filled;
      const entries = Object.entries(consume)
        .filter(([key]) => !isUnmanaged(isMapping(clusters) ? clusters[key] : undefined))
        .map(([key, entry]) => [key, this.#consumption(name, entry, defaults)] as const);
      return withValues(this.#at, filled, new Map([["consume", withValues(this.#at, consume, new Map(entries))]]));
    });
  }

  #consumption(service: string, entry: unknown, defaults: Mapping): unknown {
    if (Array.isArray(entry))
      return derivedList(
        this.#at,
        entry.map((item: unknown, key) => ({ of: entry, key, value: this.#consumption(service, item, defaults) })),
      );
    if (!isMapping(entry)) return entry;
    const without = exceptionsOf(entry);
    const skips = (path: string, own: Mapping) =>
      !consumeFields.some((field) => isWithin(path, field)) ||
      without.some((one) => isWithin(path, one)) ||
      // What is not tried again needs no other field.
      (path.startsWith("retries.") && own.attempts === 0);
    return this.#merged(defaults, entry, "", { name: service, half: "services", skips });
  }

  #each(within: Mapping, filled: (name: string, entry: Mapping) => Mapping): Mapping {
    const entries = Object.entries(within).flatMap(([name, entry]) => (isMapping(entry) ? [[name, filled(name, entry)] as const] : []));
    return withValues(this.#at, within, new Map(entries));
  }

  #merged(defaults: Mapping, own: Mapping, above: string, taker: Taker): Mapping {
    const pathOf = (key: string) => (above === "" ? key : `${above}.${key}`);
    const written = Object.entries(own).map(([key, value]) => {
      const preset = defaults[key];
      // Labels of a default beside those of a cluster would select pods that have both.
      const isMerged = key !== "selector" && isMapping(value) && isMapping(preset) && !taker.skips(pathOf(key), own, defaults);
      return { name: key, of: own, key, value: isMerged ? this.#merged(preset, value, pathOf(key), taker) : value };
    });
    const taken = Object.entries(defaults).flatMap(([key, preset]) => {
      if (Object.hasOwn(own, key) || taker.skips(pathOf(key), own, defaults)) return [];
      const value = this.#taken(preset, pathOf(key), taker);
      return value === undefined ? [] : { name: key, of: defaults, key, value };
    });
    return derivedMapping(this.#at, [...written, ...taken]);
  }

  /** The value that a cluster or service gets; undefined if all that a mapping holds is skipped. */
  #taken(preset: unknown, path: string, taker: Taker): unknown {
    const isInner = isMapping(preset) && Object.keys(preset).length > 0;
    const value = isInner ? this.#merged(preset, {}, path, taker) : this.#inWordsOf(preset, taker);
    if (isInner && Object.keys(value as Mapping).length === 0) return undefined;
    this.#entries.get(`${taker.half} ${path}`)?.takers.add(taker.name);
    return value;
  }

  #inWordsOf(preset: unknown, taker: Taker): unknown {
    if (typeof preset === "string" && taker.half === "clusters") return preset.replaceAll("{cluster}", taker.name);
    if (!Array.isArray(preset)) return preset;
    return derivedList(
      this.#at,
      preset.map((item: unknown, key) => ({ of: preset, key, value: this.#inWordsOf(item, taker) })),
    );
  }

  #list(half: DefaultEntry["half"], above: readonly string[], block: Mapping): void {
    for (const [name, value] of Object.entries(block)) {
      const names = [...above, name];
      const path = names.join(".");
      const key = this.#at.key(block, name);
      const place = { ...key, end: Math.max(key.end, this.#at.value(block, name).end) };
      const isValue = !isMapping(value) || Object.keys(value).length === 0;
      this.#entries.set(`${half} ${path}`, { path, names, half, place, key, isValue, takers: new Set() });
      if (isMapping(value)) this.#list(half, names, value);
    }
  }
}

function skipsOf(cluster: Mapping): Taker["skips"] {
  const without = exceptionsOf(cluster);
  return (path, own, defaults) => {
    const alternative = alternatives[path];
    const name = path.split(".").at(-1) ?? "";
    return (
      !clusterFields.some((field) => isWithin(path, field)) ||
      without.some((one) => isWithin(path, one)) ||
      (isUnmanaged(cluster) && settingsOfManaged.has(path)) ||
      // fedc deploys no pods for a gateway of the user.
      (own.deploy === false && /^gateways\.\w+\.(?:replicas|service)$/.test(path)) ||
      // They belong to a pull request.
      (/^gitops\.(?:reviewers|labels)$/.test(path) && (own.delivery ?? defaults.delivery) !== "pull-request") ||
      (alternative !== undefined && Object.hasOwn(own, alternative) && !Object.hasOwn(own, name)) ||
      // Without an address it would open every cluster that only consumes.
      (path === "gateways.ingress" && !Object.hasOwn(own, name) && !hasAddresses(defaults[name]))
    );
  };
}

function isUnmanaged(cluster: unknown): boolean {
  return isMapping(cluster) && cluster.managed === false;
}

function hasAddresses(ingress: unknown): boolean {
  return !isMapping(ingress) || Object.hasOwn(ingress, "addresses");
}

function exceptionsOf({ withoutDefaults }: Mapping): readonly string[] {
  return Array.isArray(withoutDefaults) ? withoutDefaults.filter((one) => typeof one === "string") : [];
}
