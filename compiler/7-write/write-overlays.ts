import type { Overlay } from "../6-render/overlay.ts";
import { carryOut } from "./carry-out.ts";
import { type Disk, realDisk } from "./disk.ts";
import { foldersOf, GENERATED, INVENTORY, isPlainPath } from "./layout.ts";
import { awaitQuiet, takeLock } from "./lock.ts";
import type { ClusterFolderPlan } from "./plan-cluster.ts";
import { type FolderPlan, inventoriesHold, planFolder } from "./plan-folder.ts";
import { Refusal } from "./refusal.ts";
import { asWriteFailure } from "./write-failure.ts";

export interface WriteOptions {
  /** Clusters of the federation whose overlays are not written now, so that their folders are not orphans. */
  readonly known?: Iterable<string>;
  /** How long to wait for another run to finish writing, in milliseconds. */
  readonly patience?: number;
  readonly disk?: Disk;
}

export interface WriteResult {
  readonly clusters: readonly ClusterResult[];
  /** Overlays in the folder for clusters that this federation no longer has; they stay. */
  readonly orphans: readonly string[];
}

export type ClusterResult = Pick<ClusterFolderPlan, "cluster" | "files" | "warnings">;

const PATIENCE = 3000;

/**
 * Brings the overlays in a folder to the desired state, and touches nothing else there.
 *
 * Throws `Refusal` if it must not write because of files that lie there or because another run writes, and `WriteFailure` if the
 * system does not allow it. Whenever it is stopped, each file is whole, and the next run finishes the work.
 */
export function writeOverlays(overlays: readonly Overlay[], folder: string, options: WriteOptions = {}): WriteResult {
  const { disk = realDisk, patience = PATIENCE } = options;
  const inspect = prepare(overlays, folder, options);
  return withWriteFailures(folder, () => {
    const first = planTwice(inspect, folder, patience, disk);
    if (first.idle && inventoriesHold(first, folder, disk)) return resultOf(first);
    if (!first.exists) disk.makeFolderAndParents(folder);
    const lock = takeLock(disk, folder, patience);
    try {
      // Another run may have written since, so only a look while the lock is held counts.
      const plan = inspect();
      if (plan.reasons.length > 0) throw new Refusal(plan.reasons);
      carryOut(plan, disk, folder, lock.owner);
      return resultOf(plan);
    } finally {
      lock.release();
    }
  });
}

/** Returns or throws what `writeOverlays` would, without writing. */
export function previewOverlays(overlays: readonly Overlay[], folder: string, options: WriteOptions = {}): WriteResult {
  const { disk = realDisk, patience = PATIENCE } = options;
  const inspect = prepare(overlays, folder, options);
  return withWriteFailures(folder, () => resultOf(planTwice(inspect, folder, patience, disk)));
}

function prepare(overlays: readonly Overlay[], folder: string, { known = [], disk = realDisk }: WriteOptions): () => FolderPlan {
  const clusters = new Set(overlays.map(({ cluster }) => cluster));
  if (clusters.size < overlays.length) throw new Error("two overlays are for one cluster");
  overlays.forEach(assertSound);
  const otherClusters = new Set(known);
  return () => planFolder(overlays, folder, otherClusters, disk);
}

/**
 * An obstacle may be gone when another run has finished writing. So it counts only if it is there again after a moment in which no run
 * writes.
 */
function planTwice(inspect: () => FolderPlan, folder: string, patience: number, disk: Disk): FolderPlan {
  const first = inspect();
  if (first.reasons.length === 0) return first;
  if (first.exists) awaitQuiet(disk, folder, patience);
  const second = inspect();
  if (second.reasons.length > 0) throw new Refusal(second.reasons);
  return second;
}

function withWriteFailures<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asWriteFailure(error, folder, "untouched");
  }
}

function resultOf({ clusters, orphans }: FolderPlan): WriteResult {
  return { clusters: clusters.map(({ cluster, files, warnings }) => ({ cluster, files, warnings })), orphans };
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
