import type { Cluster, Consumption } from "../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../2-resolve/names.ts";

/** The namespaces of all callers, or `*` if every caller is allowed. */
export function callersNamespaces(consumptions: readonly Consumption[]): readonly string[] {
  const namespaces = consumptions.map(({ callers }) => callerNamespaces(callers));
  return namespaces.includes("any") ? ["*"] : sorted(namespaces.flat());
}

/** `exportTo` of an object in the gateways' namespace that callers must see. Istio refuses an object's own namespace beside ".". */
export function seenBy(cluster: Cluster, consumptions: readonly Consumption[]): readonly string[] {
  const namespaces = callersNamespaces(consumptions);
  return namespaces.includes("*") ? namespaces : [".", ...namespaces.filter((namespace) => namespace !== cluster.namespace)];
}
