import type { Labels } from "../1-load/federation-file.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { labelsIn, listIn, type StandingObject, textsIn } from "./standing-object.ts";

/**
 * The Sidecar that decides what these pods see: one for them, else that of their namespace, else that of the mesh
 * (https://istio.io/latest/docs/reference/config/networking/sidecar/). Undefined if there is none, and they see everything.
 */
export function sidecarOf(
  standing: ClusterInventory,
  namespace: string,
  labels: Labels,
  rootNamespace: string,
): StandingObject | undefined {
  const selectorOf = ({ spec }: StandingObject) => labelsIn(spec, "workloadSelector", "labels");
  const isWide = (object: StandingObject) => Object.keys(selectorOf(object)).length === 0;
  const own = standing.inNamespace(namespace, "Sidecar");
  return (
    own.find((object) => !isWide(object) && selects(selectorOf(object), labels)) ??
    own.find(isWide) ??
    standing.inNamespace(rootNamespace, "Sidecar").find(isWide)
  );
}

/** Whether pods under a Sidecar see a host of a namespace. Without `egress` they see what they would see otherwise. */
export function seesHost({ spec, namespace: own }: StandingObject, namespace: string, host: string): boolean {
  const listeners = listIn(spec, "egress");
  if (listeners.length === 0) return true;
  return listeners
    .flatMap((listener) => textsIn(listener, "hosts"))
    .some((pattern) => {
      const [within = "", name = ""] = pattern.split("/");
      const isNamespace = within === "*" || within === namespace || (within === "." && own === namespace);
      return isNamespace && (name === "*" || name === host || (name.startsWith("*") && host.endsWith(name.slice(1))));
    });
}
