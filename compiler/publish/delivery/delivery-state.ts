import type { Hosting } from "../forges/hosting.ts";
import type { Remote } from "../git/remote.ts";
import type { Delivery } from "../target.ts";
import type { KeptPlan } from "./kept-proposals.ts";
import type { Chosen } from "./own-branch.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import type { RemoteTree } from "./remote-tree.ts";

/** Everything that was found out about one parcel. */
export interface DeliveryState {
  readonly delivery: Delivery;
  readonly remote: Remote;
  readonly hosting: Hosting;
  readonly seen: ReadonlyMap<string, string>;
  readonly own: Chosen;
  readonly remoteTree: RemoteTree;
  /** Of what is sent, and those of them that change something. */
  readonly plans: readonly DeliveryPlan[];
  readonly changing: readonly DeliveryPlan[];
  /** Of what was proposed before, and this run was not asked about. */
  readonly kept: readonly KeptPlan[];
}
