import type { Overlay } from "../6-render/overlay.ts";
import type { Kind } from "./disk.ts";
import { GENERATED, INVENTORY } from "./layout.ts";
import { obstacle } from "./obstacles.ts";
import type { Reason } from "./refusal.ts";
import type { Snapshot } from "./snapshot.ts";

/** What makes it pointless to look at the single files: a folder that is none, or no word on which files are fedc's. */
export function preconditions(overlay: Overlay, there: Snapshot, shown: (path: string) => string): Reason[] {
  const folders = notFolder(there.kind, shown("")) ?? notFolder(there.beside.get(GENERATED), shown(GENERATED));
  if (folders) return [folders];
  const kind = there.inside.get(INVENTORY);
  if (kind !== undefined && kind !== "file") return [notFile(kind, shown(INVENTORY))];
  return wrongInventory(overlay, there, shown(INVENTORY));
}

export function notFile(kind: Kind, path: string): Reason {
  return kind === "link" ? obstacle.link(path) : obstacle.notFile(path);
}

function notFolder(kind: Kind | undefined, path: string): Reason | undefined {
  if (kind === undefined || kind === "folder") return undefined;
  return kind === "link" ? obstacle.link(path) : obstacle.notFolder(path);
}

function wrongInventory({ federation, cluster }: Overlay, { inventory }: Snapshot, path: string): Reason[] {
  if (inventory === undefined) return [];
  if (inventory === "damaged") return [obstacle.damagedInventory(path)];
  if (inventory === "newer") return [obstacle.newerInventory(path)];
  if (inventory.federation !== federation) return [obstacle.otherFederation(path, inventory.federation, federation)];
  return inventory.cluster === cluster ? [] : [obstacle.otherCluster(path, inventory.cluster, cluster)];
}
