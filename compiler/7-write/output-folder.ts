import { join } from "node:path";
import type { Overlay } from "../6-render/overlay.ts";
import type { Disk } from "./disk.ts";
import { type Expected, type FolderState, inspectFolder } from "./inspect-folder.ts";
import { foldersOf, GENERATED, INVENTORY, isPlainPath } from "./layout.ts";
import { type ClusterFolderPlan, planClusterFolder } from "./plan-cluster.ts";
import type { Reason } from "./refusal.ts";
import { holdsOwn, snapshot } from "./snapshot.ts";
import { readStagedInventories } from "./stages.ts";

/** A folder, and the overlays that it is to hold. Nothing here changes it. */
export class OutputFolder {
  readonly overlays: Iterable<Overlay>;
  readonly path: string;
  readonly disk: Disk;
  /** In the order of the overlays. */
  readonly clusters: readonly string[];
  readonly #expected: Expected;

  constructor(overlays: Iterable<Overlay>, path: string, known: Iterable<string>, disk: Disk) {
    this.overlays = overlays;
    this.path = path;
    this.disk = disk;
    const owners = Array.from(overlays, ({ cluster, federation }) => ({ cluster, federation }));
    this.clusters = owners.map(({ cluster }) => cluster);
    const desired = new Set(this.clusters);
    if (desired.size < owners.length) throw new Error("two overlays are for one cluster");
    this.#expected = { federation: owners[0]?.federation, desired, others: new Set(known) };
  }

  inspect(): FolderState {
    return inspectFolder(this.path, this.#expected, this.disk);
  }

  /** Compares an overlay with its folder. */
  plan(overlay: Overlay, { entries, stages }: FolderState): ClusterFolderPlan | { readonly obstacles: readonly Reason[] } {
    assertSound(overlay);
    const { cluster, federation } = overlay;
    const root = join(this.path, cluster);
    const staged = readStagedInventories(this.disk, this.path, stages, federation, cluster);
    return planClusterFolder(overlay, snapshot(this.disk, root, entries.get(cluster)), staged, (path) => join(root, path));
  }

  holdsInventory(cluster: string, inventory: string): boolean {
    return holdsOwn(this.disk, join(this.path, cluster, INVENTORY), inventory);
  }
}

/** Guards against bugs, not users: the disk must be able to hold the rendered overlay. */
function assertSound({ cluster, files, scaffold }: Overlay): void {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(cluster)) throw new Error(`${cluster} cannot be the name of a folder`);
  for (const path of files.keys()) {
    const clash = foldersOf(path).find((folder) => files.has(folder) || folder === INVENTORY);
    if (!path.startsWith(`${GENERATED}/`) || !isPlainPath(path) || path === INVENTORY || clash !== undefined)
      throw new Error(`${path} is not a path for a generated file`);
  }
  for (const path of scaffold.keys()) {
    if (!isPlainPath(path) || path.includes("/") || path === GENERATED) throw new Error(`${path} is not a path for a scaffold file`);
  }
}
