import { join } from "node:path";
import { attempt, type Disk } from "./disk.ts";
import { INVENTORY, STAGE } from "./layout.ts";
import { removeAbandoned } from "./lock.ts";
import { type ClusterFolderPlan, isIdle } from "./plan-cluster.ts";
import type { FolderPlan } from "./plan-folder.ts";
import { stagedInventory } from "./stages.ts";
import { asWriteFailure, type Progress } from "./write-failure.ts";

/**
 * Carries out a plan without deciding anything. The caller holds the lock as `owner`.
 *
 * It writes all files to a stage first, the inventories last, and then only renames. Whenever it is stopped, each file in an overlay is
 * whole, and the staged inventories tell the next run which files came from this one. Throws `WriteFailure`.
 */
export function carryOut(plan: FolderPlan, disk: Disk, folder: string, owner: string): void {
  const stage = `${STAGE}/${owner}`;
  const busy = plan.clusters.filter((cluster) => !isIdle(cluster));
  let progress: Progress = "untouched";
  const staged: string[] = [];
  const stageFile = (path: string, text: string) => {
    staged.push(path);
    disk.write(join(folder, path), text);
  };
  try {
    // Of stopped runs, only the inventories are still needed.
    for (const path of plan.stages.others) disk.removeFile(join(folder, path));
    if (busy.length > 0) {
      if (plan.stages.folders.length === 0) disk.makeFolder(join(folder, STAGE));
      disk.makeFolder(join(folder, stage));
    }
    const movesByCluster = busy.map(({ cluster, write }) =>
      [...write].map(([path, text]) => {
        // Numbers as names, so that the stage needs no folders.
        const from = `${stage}/${staged.length}`;
        stageFile(from, text);
        return { from, to: `${cluster}/${path}` };
      }),
    );
    for (const { cluster, inventory } of busy) stageFile(stagedInventory(stage, cluster), inventory);
    for (const [index, cluster] of busy.entries()) {
      progress = "unfinished";
      moveIn(cluster, movesByCluster[index] ?? [], disk, folder);
      disk.rename(join(folder, stagedInventory(stage, cluster.cluster)), join(folder, cluster.cluster, INVENTORY));
    }
    progress = "written";
    for (const path of plan.stagedInventoriesToRemove) disk.removeFile(join(folder, path));
    for (const path of foldersToRemove(plan, busy.length > 0 ? stage : undefined)) disk.removeFolder(join(folder, path));
    for (const name of plan.abandoned) removeAbandoned(disk, folder, name);
  } catch (error) {
    if (progress !== "written") unstage(disk, folder, stage, staged, progress);
    throw asWriteFailure(error, folder, progress);
  }
}

interface Move {
  readonly from: string;
  readonly to: string;
}

function moveIn(plan: ClusterFolderPlan, moves: readonly Move[], disk: Disk, folder: string): void {
  const root = join(folder, plan.cluster);
  const prune = () => {
    for (const path of plan.remove) disk.removeFile(join(root, path));
    for (const path of plan.foldersToRemove) disk.removeFolder(join(root, path));
  };
  if (plan.removeFirst) prune();
  for (const path of plan.foldersToMake) disk.makeFolder(join(root, path));
  for (const { from, to } of moves) disk.rename(join(folder, from), join(folder, to));
  if (!plan.removeFirst) prune();
}

function foldersToRemove({ stages, stageFoldersToRemove }: FolderPlan, own: string | undefined): readonly string[] {
  if (own === undefined) return stageFoldersToRemove;
  return [own, ...stageFoldersToRemove, ...(stages.folders.length === 0 ? [STAGE] : [])];
}

/** Frees space after a failure. The staged inventories stay if files of this run may be in place already. */
function unstage(disk: Disk, folder: string, stage: string, staged: readonly string[], progress: Progress): void {
  const untouched = progress === "untouched";
  const files = staged.filter((path) => untouched || !path.endsWith(".inventory"));
  const steps = [
    ...files.map((path) => () => disk.removeFile(join(folder, path))),
    ...(untouched ? [stage, STAGE] : []).map((path) => () => disk.removeFolder(join(folder, path))),
  ];
  // The next run removes what is left. The failure itself matters more.
  for (const step of steps) attempt(step);
}
