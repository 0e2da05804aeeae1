import { join } from "node:path";
import type { Disk } from "./disk.ts";
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
  const staged = new Set<string>();
  try {
    // Of stopped runs, only the inventories are still needed.
    for (const path of plan.stages.others) disk.removeFile(join(folder, path));
    if (busy.length > 0) {
      if (plan.stages.folders.length === 0) disk.makeFolder(join(folder, STAGE));
      disk.makeFolder(join(folder, stage));
    }
    const moves = busy.map((cluster) => stageFiles(cluster, disk, folder, stage, staged));
    for (const { cluster, inventory } of busy) stageFile(disk, folder, stagedInventory(stage, cluster), inventory, staged);
    for (const [index, cluster] of busy.entries()) {
      progress = "unfinished";
      moveIn(cluster, moves[index] ?? new Map(), disk, folder);
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

/** Stages the new files under numbers, so that the stage needs no folders. Returns the destination of each. */
function stageFiles(
  { cluster, write }: ClusterFolderPlan,
  disk: Disk,
  folder: string,
  stage: string,
  staged: Set<string>,
): ReadonlyMap<string, string> {
  const moves = new Map<string, string>();
  for (const [path, text] of write) {
    const from = `${stage}/${staged.size}`;
    stageFile(disk, folder, from, text, staged);
    moves.set(from, `${cluster}/${path}`);
  }
  return moves;
}

function stageFile(disk: Disk, folder: string, path: string, text: string, staged: Set<string>): void {
  staged.add(path);
  disk.write(join(folder, path), text);
}

function moveIn(plan: ClusterFolderPlan, moves: ReadonlyMap<string, string>, disk: Disk, folder: string): void {
  const root = join(folder, plan.cluster);
  const prune = () => {
    for (const path of plan.remove) disk.removeFile(join(root, path));
    for (const path of plan.foldersToRemove) disk.removeFolder(join(root, path));
  };
  if (plan.removeFirst) prune();
  for (const path of plan.foldersToMake) disk.makeFolder(join(root, path));
  for (const [from, to] of moves) disk.rename(join(folder, from), join(folder, to));
  if (!plan.removeFirst) prune();
}

function foldersToRemove({ stages, stageFoldersToRemove }: FolderPlan, own: string | undefined): readonly string[] {
  if (own === undefined) return stageFoldersToRemove;
  return [own, ...stageFoldersToRemove, ...(stages.folders.length === 0 ? [STAGE] : [])];
}

/** Frees space after a failure. The staged inventories stay if files of this run may be in place already. */
function unstage(disk: Disk, folder: string, stage: string, staged: ReadonlySet<string>, progress: Progress): void {
  const steps = [...staged]
    .filter((path) => progress === "untouched" || !path.endsWith(".inventory"))
    .map((path) => () => disk.removeFile(join(folder, path)));
  const folders = [stage, STAGE].map((path) => () => disk.removeFolder(join(folder, path)));
  for (const step of progress === "untouched" ? [...steps, ...folders] : steps)
    try {
      step();
    } catch {
      // The next run removes the rest. The failure itself matters more.
    }
}
