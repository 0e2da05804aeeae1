import type { Cluster, Consumption } from "../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../2-resolve/names.ts";

/** Namespaces of all callers; `*` for every one. */
export function callersNamespaces(consumptions: readonly Consumption[]): readonly string[] {
  const namespaces = consumptions.map(({ callers }) => callerNamespaces(callers));
  return namespaces.includes("any") ? ["*"] : sorted(namespaces.flat());
}

/** `exportTo` of what lies in the gateways' namespace and is for callers. Istio refuses an object's own namespace beside ".". */
export function seenBy(cluster: Cluster, consumptions: readonly Consumption[]): readonly string[] {
  const namespaces = callersNamespaces(consumptions);
  return namespaces.includes("*") ? namespaces : [".", ...namespaces.filter((namespace) => namespace !== cluster.namespace)];
}
