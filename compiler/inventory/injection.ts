import type { ClusterInventory } from "./cluster-inventory.ts";
import type { PodTemplate } from "./pod-template.ts";
import type { StandingObject } from "./standing-object.ts";

/** How pods of a namespace are part of the mesh. `unknown` if the dump does not have the namespace. */
export type Injection = "sidecar" | "ambient" | "none" | "unknown";

/**
 * Whether pods get a sidecar: by their own label, or by those of their namespace
 * (https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy).
 */
export function injectionOf(standing: ClusterInventory, namespace: string, pods?: PodTemplate): Injection {
  const object = namespaceObject(standing, namespace);
  const labels = object?.labels ?? {};
  const own = pods?.labels["sidecar.istio.io/inject"] ?? pods?.annotations["sidecar.istio.io/inject"];
  if (own === "true") return "sidecar";
  const mode = pods?.labels["istio.io/dataplane-mode"] ?? labels["istio.io/dataplane-mode"];
  if (own !== "false") {
    if (labels["istio-injection"] === "enabled") return "sidecar";
    const revised = labels["istio.io/rev"] ?? pods?.labels["istio.io/rev"];
    if (labels["istio-injection"] !== "disabled" && revised !== undefined && mode !== "ambient") return "sidecar";
  }
  if (mode === "ambient") return "ambient";
  return object || own === "false" ? "none" : "unknown";
}

export function namespaceObject(standing: ClusterInventory, namespace: string): StandingObject | undefined {
  return standing.find("Namespace", "", namespace);
}
