import type { Overlay } from "../6-render/overlay.ts";
import { carryOut } from "./carry-out.ts";
import { type Disk, realDisk } from "./disk.ts";
import { hash, printInventory } from "./inventory.ts";
import { foldersOf, GENERATED, INVENTORY, isPlainPath } from "./layout.ts";
import { awaitQuiet, takeLock } from "./lock.ts";
import type { FileChange } from "./plan-cluster.ts";
import { type FolderPlan, inventoriesHold, planFolder } from "./plan-folder.ts";
import { type Reason, Refusal } from "./refusal.ts";
import { asWriteFailure } from "./write-failure.ts";

export interface WriteOptions {
  /** Clusters of the federation whose overlays are not among those given: they are no strays. */
  readonly known?: Iterable<string>;
  /** How long to wait for another run that writes, in milliseconds. */
  readonly patience?: number;
  readonly disk?: Disk;
}

export interface WriteResult {
  readonly clusters: readonly ClusterResult[];
  /** Overlays of this federation in the folder that it has no cluster for; left alone. */
  readonly orphans: readonly string[];
}

export interface ClusterResult {
  readonly cluster: string;
  /** By path, relative to the cluster's folder: `kustomization.yaml`, `generated/…`, with the inventory. */
  readonly files: ReadonlyMap<string, FileChange>;
  readonly warnings: readonly Reason[];
}

const PATIENCE = 3000;

/**
 * Makes the overlays in a folder what they are to be, and touches nothing else there.
 *
 * Throws `Refusal` when it must not write because of what lies there or because another run writes, and `WriteFailure` when
 * the system does not let it. Whenever it is stopped, each file is whole, and the next run finishes the work.
 */
export function writeOverlays(overlays: readonly Overlay[], folder: string, options: WriteOptions = {}): WriteResult {
  const { disk = realDisk, patience = PATIENCE } = options;
  const inspect = prepare(overlays, folder, options);
  return translated(folder, () => {
    const first = lookTwice(inspect, folder, patience, disk);
    if (first.idle && inventoriesHold(first, folder, disk)) return resultOf(first);
    if (!first.exists) disk.makeFolderAndParents(folder);
    const lock = takeLock(disk, folder, patience);
    try {
      // Another run may have written since: only what is seen in one's own turn counts.
      const plan = inspect();
      if (plan.reasons.length > 0) throw new Refusal(plan.reasons);
      carryOut(plan, disk, folder, lock.owner);
      return resultOf(plan);
    } finally {
      lock.release();
    }
  });
}

/** What `writeOverlays` would do and return, or throw, without writing. */
export function previewOverlays(overlays: readonly Overlay[], folder: string, options: WriteOptions = {}): WriteResult {
  const { disk = realDisk, patience = PATIENCE } = options;
  const inspect = prepare(overlays, folder, options);
  return translated(folder, () => resultOf(lookTwice(inspect, folder, patience, disk)));
}

function prepare(overlays: readonly Overlay[], folder: string, { known = [], disk = realDisk }: WriteOptions): () => FolderPlan {
  const clusters = new Set(overlays.map(({ cluster }) => cluster));
  if (clusters.size < overlays.length) throw new Error("two overlays are for one cluster");
  overlays.forEach(assertSound);
  const knownNames = new Set(known);
  const inventoried = overlays.map((overlay) => ({ ...overlay, inventory: printInventory({ ...overlay, files: hashes(overlay.files) }) }));
  return () => planFolder(inventoried, folder, knownNames, disk);
}

function hashes(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, hash(text)]));
}

/** What looks wrong while another run writes may be right when it is done: only what is wrong twice, with a quiet moment between, is refused. */
function lookTwice(inspect: () => FolderPlan, folder: string, patience: number, disk: Disk): FolderPlan {
  const first = inspect();
  if (first.reasons.length === 0) return first;
  if (first.exists) awaitQuiet(disk, folder, patience);
  const second = inspect();
  if (second.reasons.length > 0) throw new Refusal(second.reasons);
  return second;
}

function translated<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asWriteFailure(error, folder, "untouched");
  }
}

function resultOf({ clusters, orphans }: FolderPlan): WriteResult {
  return { clusters: clusters.map(({ cluster, files, warnings }) => ({ cluster, files, warnings })), orphans: orphans };
}

/** What no user can cause: the rendered overlay itself is not what the disk can hold. */
function assertSound({ cluster, files, scaffold }: Overlay): void {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(cluster)) throw new Error(`${cluster} is no name for a folder`);
  for (const path of files.keys()) {
    const clash = foldersOf(path).find((folder) => files.has(folder) || folder === INVENTORY);
    if (!path.startsWith(`${GENERATED}/`) || !isPlainPath(path) || path === INVENTORY || clash !== undefined)
      throw new Error(`${path} is no file to generate`);
  }
  for (const path of scaffold.keys()) {
    if (!isPlainPath(path) || path.includes("/") || path === GENERATED) throw new Error(`${path} is no file to start with`);
  }
}
