import type { Anything } from "../planned.ts";

/** The warnings that a federation deserves, as far as they can be told without fedc. */
export function warningsDeserved({ clusters, services }: Anything): ReadonlySet<string> {
  const codes = new Set<string>();
  const all = Object.values<Anything>(clusters);
  if (all.some(({ istio }) => istio?.dataPlane?.namespaces)) codes.add("FED472");
  if (all.some(({ gateways }) => gateways.ingress?.service?.type === "NodePort")) codes.add("FED473");
  for (const { expose, consume = {} } of Object.values<Anything>(services)) {
    for (const [name, { allow = {} }] of Object.entries<Anything>(expose)) {
      const paths = Object.values<Anything>(allow).flatMap((one) => [one].flat().flatMap(({ paths = [] }) => paths));
      const decodes = clusters[name].istio?.pathNormalization === "DECODE_AND_MERGE_SLASHES";
      if (!decodes && paths.some((path: string) => path.endsWith("/*"))) codes.add("FED346");
    }
    for (const entry of Object.values<Anything>(consume).flat()) {
      const { as, localService, callers, callerLabels, routes = [] } = entry;
      const wholeNamespaces = Array.isArray(callers) && callers.every((one) => one.endsWith("/*"));
      if (localService === "existing" && !callerLabels && !wholeNamespaces) codes.add("FED353");
      if (as && localService === undefined && callers) codes.add("FED427");
      if (routes.some(({ match }: Anything) => match?.path)) codes.add("FED410");
    }
  }
  return codes;
}
