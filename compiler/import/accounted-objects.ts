import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import type { StandingKindName } from "../inventory/standing-kinds.ts";
import type { StandingObject } from "../inventory/standing-object.ts";
import type { HandMadeFederation } from "./hand-made.ts";

/** What became of the objects of one cluster. Each object is in one of the three. */
export interface AccountedObjects {
  readonly cluster: string;
  /** In the draft, maybe with a part left out. */
  readonly expressed: readonly StandingObject[];
  /** Not in the draft, with a reason. */
  readonly leftOut: readonly StandingObject[];
  /** Nothing in them leads from one of these clusters to another. */
  readonly unrelated: readonly StandingObject[];
}

/** The kinds of which a federation by hand is made. */
const accountedKinds: readonly StandingKindName[] = [
  "VirtualService",
  "Gateway",
  "DestinationRule",
  "ServiceEntry",
  "Sidecar",
  "EnvoyFilter",
  "WorkloadEntry",
  "AuthorizationPolicy",
  "PeerAuthentication",
  "RequestAuthentication",
];

/** Tells of every object of Istio in the dumps what became of it. */
export function accountedObjects(inventory: StandingInventory, handMade: HandMadeFederation): readonly AccountedObjects[] {
  return [...inventory.clusters].map(([cluster, standing]) => {
    const inDraft = handMade.expressed.get(cluster) ?? new Set();
    const reasons = new Set(handMade.leftOut.flatMap((one) => (one.cluster === cluster ? one.object : [])));
    const all = standing.all(...accountedKinds);
    const expressed = all.filter((object) => inDraft.has(object));
    const leftOut = all.filter((object) => !inDraft.has(object) && reasons.has(object));
    return { cluster, expressed, leftOut, unrelated: all.filter((object) => !inDraft.has(object) && !reasons.has(object)) };
  });
}
