import { membersOf } from "../1-load/spelled-out/groups.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { mustExist } from "../findings/suggest.ts";

/** The clusters that names on the command line mean. A group means its clusters. Throws a Failure for a name that is neither. */
export function namedClusters(names: readonly string[], { clusters, written }: Federation): readonly string[] {
  mustExist("cluster", names, [...clusters.keys(), ...Object.keys(written.groups ?? {})]);
  return [...new Set(names.flatMap((name) => membersOf(name, written)))];
}
