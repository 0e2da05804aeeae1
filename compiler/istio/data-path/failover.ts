import { labelsText } from "../../1-load/labels-text.ts";
import type { WeightedEndpoint } from "./endpoints.ts";
import type { Upstream } from "./upstream.ts";

/**
 * The endpoints that are used, with their shares of 1. Where dead ones are found out, the first level with anyone alive; the moment until then is
 * left out. Else all, dead or alive.
 */
export function usedEndpoints(
  { endpoints, failsOver }: Upstream,
  isAlive: (endpoint: WeightedEndpoint) => boolean,
): readonly (readonly [WeightedEndpoint, number])[] {
  const [first, ...more] = endpoints;
  if (!first) return [];
  if (more.length === 0) return [[first, 1]];
  const candidates = failsOver ? endpoints.filter(isAlive) : endpoints;
  const level = Math.min(...candidates.map((endpoint) => endpoint.level));
  // Without outlier detection Istio knows no levels.
  const used = failsOver ? candidates.filter((endpoint) => endpoint.level === level) : candidates;
  const merged = new Map<string, [WeightedEndpoint, number]>();
  for (const endpoint of used) {
    const key = placeOf(endpoint);
    const known = merged.get(key);
    if (known) known[1] += 1 / used.length;
    else merged.set(key, [endpoint, 1 / used.length]);
  }
  return [...merged.values()];
}

function placeOf(endpoint: WeightedEndpoint): string {
  switch (endpoint.kind) {
    case "gateway":
      return `${endpoint.mesh.facts.name} ${endpoint.pods.kind} ${endpoint.port}`;
    case "workload":
      return `${endpoint.mesh.facts.name} ${endpoint.facts.name}.${endpoint.facts.namespace} ${endpoint.facts.port} ${labelsText(endpoint.labels)}`;
    case "outside":
      return endpoint.host;
    case "nobody":
      return endpoint.address;
  }
}
