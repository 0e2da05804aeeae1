import type { Cluster, Federation, Root } from "../2-resolve/federation.ts";
import { trustedGateways } from "./gateway-trust.ts";
import { uniqueBy } from "./repeats.ts";
import { trustedMeshes } from "./workload-trust.ts";

/** The roots that grants in force rely on, with the first cluster that uses each for its gateways or its workloads. */
export function rootsInForce(federation: Federation): ReadonlyMap<Root, Cluster> {
  const uses = [
    ...trustedGateways(federation).map(({ cluster }) => ({ cluster, name: cluster.root })),
    ...[...trustedMeshes(federation).keys()].map((cluster) => ({ cluster, name: cluster.workloadsRoot })),
  ];
  const roots = uses.flatMap(({ cluster, name }): readonly (readonly [Root, Cluster])[] => {
    const root = federation.roots.get(name ?? "");
    return root ? [[root, cluster]] : [];
  });
  return new Map(uniqueBy(roots, ([root]) => root));
}
