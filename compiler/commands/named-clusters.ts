import type { Federation } from "../2-resolve/federation.ts";
import { mustExist } from "../findings/suggest.ts";

/** The clusters that names on the command line mean. A group means its clusters. Throws a Failure for a name that is neither. */
export function namedClusters(names: readonly string[], federation: Federation): readonly string[] {
  mustExist("cluster", names, [...federation.clusters.keys(), ...Object.keys(groupsOf(federation))]);
  return [...new Set(names.flatMap((name) => membersNamed(name, federation)))];
}

/** The clusters of a group, or the name alone if it is not that of a group. */
export function membersNamed(name: string, federation: Federation): readonly string[] {
  const groups = groupsOf(federation);
  return Object.hasOwn(groups, name) ? (groups[name] ?? []) : [name];
}

/** The groups of a federation, with their clusters. */
export function groupsOf({ written }: Federation): Readonly<Record<string, readonly string[]>> {
  return written.groups ?? {};
}
