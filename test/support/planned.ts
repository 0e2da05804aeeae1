import type { Federation } from "../../compiler/2-resolve/federation.ts";
import { makePlan } from "../../compiler/4-plan/plan.ts";

/** The objects that each cluster gets, as plain data. */
export function plannedObjects(federation: Federation): Map<string, readonly unknown[]> {
  const planned = makePlan(federation).clusters.map(({ cluster, files }) => {
    const objects = files.flatMap(({ manifests }) => manifests.map(({ object }) => object));
    return [cluster.name, JSON.parse(JSON.stringify(objects)) as unknown[]] as const;
  });
  return new Map(planned);
}

/** Any object, to be changed as one likes. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
export type Anything = any;

/** The objects with one of them changed in place by `change`; without it where that gives `false`. */
export function withChange(
  objects: ReadonlyMap<string, readonly unknown[]>,
  cluster: string,
  kindAndName: string,
  change: (object: Anything) => unknown,
): ReadonlyMap<string, readonly unknown[]> {
  const own = structuredClone(objects.get(cluster) ?? []) as Anything[];
  const index = own.findIndex(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}` === kindAndName);
  if (index === -1) throw new Error(`${cluster} has no ${kindAndName}`);
  const kept = change(own[index]) === false ? own.toSpliced(index, 1) : own;
  return new Map([...objects, [cluster, kept]]);
}
