import { type NameKind, namesOfKeys, namesOfTexts, renamedEntryPath } from "../1-load/name-places.ts";
import { isLocated } from "../2-resolve/exposed-service.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";

/** The present names of things by their former ones, as far as these differ. */
export interface Renames {
  readonly clusters: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly roots: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
}

export function hasRenames(renames: Renames): boolean {
  return Object.values(renames).some(({ size }) => size > 0);
}

/**
 * A cluster keeps its hostname under another name, a root its certificates, a group its clusters, and a service its local Services. With equal
 * content it is the same, too. Anything else that goes and comes is removed and added, and the owners of both are asked.
 */
export function renamesBetween(before: Federation, after: Federation): Renames {
  const clusters = matched(before.written.clusters, after.written.clusters, (a, b) => a.hostname === b.hostname || alike(a, b));
  const cluster = (name: string) => clusters.get(name) ?? name;
  const groups = matched(before.written.groups ?? {}, after.written.groups ?? {}, (a, b) =>
    alike(a.map(cluster).toSorted(), [...b].toSorted()),
  );
  const fingerprints = (federation: Federation) =>
    Object.fromEntries([...federation.roots].map(([name, root]) => [name, certificatesOf(root).map(({ fingerprint }) => fingerprint)]));
  const roots = matched(fingerprints(before), fingerprints(after), (a, b) => a.length > 0 && alike(a, b));
  const services = matched(
    localServices(before, cluster),
    localServices(after, (name) => name),
    sharesOne,
  );
  return { clusters, groups, roots, services };
}

/** Pairs each name that goes with the first one that comes and is the same thing. */
function matched<Value>(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  isSame: (a: Value, b: Value) => boolean,
): ReadonlyMap<string, string> {
  const coming = new Set(Object.keys(after).filter((name) => !Object.hasOwn(before, name)));
  const pairs = new Map<string, string>();
  for (const [name, value] of Object.entries(before)) {
    if (Object.hasOwn(after, name)) continue;
    const found = [...coming].find((candidate) => isSame(value, after[candidate] as Value));
    if (found === undefined) continue;
    coming.delete(found);
    pairs.set(name, found);
  }
  return pairs;
}

/** The Services that each service of the federation stands for; its content if the file names none. */
function localServices({ services }: Federation, cluster: (name: string) => string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    services.map(({ name, exposures, written }) => {
      const places = exposures
        .filter(isLocated)
        .map((one) => JSON.stringify([cluster(one.cluster.name), one.written.service, one.port, one.subset]));
      return [name, places.length > 0 ? places : [JSON.stringify(written)]];
    }),
  );
}

function sharesOne(a: readonly string[], b: readonly string[]): boolean {
  return a.some((place) => b.includes(place));
}

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A copy of a file in which things have their present names, and the way back to what was written. */
interface RenamedFile {
  readonly file: unknown;
  copyOf(original: object): object | undefined;
  originalOf(parent: object, key: string | number): { readonly parent: object; readonly key: string | number } | undefined;
}

export function renamedFile(file: unknown, renames: Renames): RenamedFile {
  const originals = new Map<object, { readonly parent: object; readonly keys: ReadonlyMap<string, string> }>();
  const copies = new Map<object, object>();
  const copy = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === "string")
      return path.join(".") === "accept.[].at"
        ? renamedEntryPath(value, (name, kinds) => renamed(name, kinds, renames))
        : renamed(value, namesOfTexts(path), renames);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value))
      return remember(
        value,
        value.map((item) => copy(item, [...path, "[]"])),
        new Map(),
      );
    const keys = new Map<string, string>();
    const entries = Object.entries(value).map(([key, item]) => {
      const now = renamed(key, namesOfKeys(path), renames);
      keys.set(now, key);
      return [now, copy(item, [...path, key])] as const;
    });
    return remember(value, Object.fromEntries(entries), keys);
  };
  const remember = (original: object, made: object, keys: ReadonlyMap<string, string>) => {
    originals.set(made, { parent: original, keys });
    copies.set(original, made);
    return made;
  };
  return {
    file: copy(file, []),
    copyOf: (original) => copies.get(original),
    originalOf: (parent, key) => {
      const original = originals.get(parent);
      return original && { parent: original.parent, key: original.keys.get(String(key)) ?? key };
    },
  };
}

function renamed(name: string, kinds: readonly NameKind[], renames: Renames): string {
  for (const kind of kinds) {
    const now = renames[kind].get(name);
    if (now !== undefined) return now;
  }
  return name;
}
