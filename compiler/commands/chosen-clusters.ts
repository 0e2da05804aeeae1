import type { Federation } from "../2-resolve/federation.ts";
import { Failure } from "../findings/failure.ts";
import { namedClusters } from "./named-clusters.ts";

/**
 * The named clusters and those of named groups, each once, or all if no name is given, as far as they have overlays. Throws a Failure for a
 * cluster without an overlay.
 */
export function chosenClusters(federation: Federation, names: readonly string[]): readonly string[] {
  const { clusters } = federation;
  const named = namedClusters(names, federation);
  const unmanaged = names.find((name) => clusters.get(name)?.managed === false);
  if (unmanaged !== undefined)
    throw new Failure(`\`${unmanaged}\` configures itself, so it has no overlay`, "it is `managed: false` in the file");
  const managed = [...clusters.values()].filter((cluster) => cluster.managed).map(({ name }) => name);
  return names.length === 0 ? managed : managed.filter((name) => named.includes(name));
}
