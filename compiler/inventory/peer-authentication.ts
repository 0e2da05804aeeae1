import type { Labels } from "../1-load/federation-file.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { labelsIn, mappingIn, type StandingObject, textIn } from "./standing-object.ts";

/** The mode of mutual TLS that a PeerAuthentication sets for a port of some pods. */
export interface PeerMode {
  readonly mode: "STRICT" | "PERMISSIVE" | "DISABLE";
  readonly object: StandingObject;
}

/**
 * The mode that holds: of a policy for these pods, else of their namespace, else of the mesh; for a port, if it has its own
 * (https://istio.io/latest/docs/reference/config/security/peer_authentication/). Undefined if none says it.
 */
export function peerModeOf(
  standing: ClusterInventory,
  { namespace, labels, port, rootNamespace }: { namespace: string; labels: Labels; port: number | undefined; rootNamespace: string },
): PeerMode | undefined {
  const selectorOf = ({ spec }: StandingObject) => labelsIn(spec, "selector", "matchLabels");
  const isFor = (object: StandingObject) => Object.keys(selectorOf(object)).length > 0 && selects(selectorOf(object), labels);
  const isWide = (object: StandingObject) => Object.keys(selectorOf(object)).length === 0;
  const own = standing.inNamespace(namespace, "PeerAuthentication");
  const levels = [own.filter(isFor), own.filter(isWide), standing.inNamespace(rootNamespace, "PeerAuthentication").filter(isWide)];
  for (const object of levels.flat()) {
    const ofPort = port === undefined ? undefined : textIn(mappingIn(object.spec, "portLevelMtls"), String(port), "mode");
    const mode = [ofPort, textIn(object.spec, "mtls", "mode")].find((one) => one !== undefined && one !== "UNSET");
    if (mode === "STRICT" || mode === "PERMISSIVE" || mode === "DISABLE") return { mode, object };
  }
  return undefined;
}
