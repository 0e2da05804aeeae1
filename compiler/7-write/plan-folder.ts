import { basename, dirname, join } from "node:path";
import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import { type Disk, errorCode, type Kind } from "./disk.ts";
import { GENERATED, INVENTORY, RUNNING, STAGE } from "./layout.ts";
import { abandoned } from "./lock.ts";
import { obstacle } from "./obstacles.ts";
import { type ClusterFolderPlan, isIdle, planCluster } from "./plan-cluster.ts";
import type { Reason } from "./refusal.ts";
import { readInventory, readOwn, snapshot } from "./snapshot.ts";
import { findStages, readStagedInventories, type Stages } from "./stages.ts";

/** A plan for the whole output folder. */
export interface FolderPlan {
  readonly exists: boolean;
  readonly clusters: readonly ClusterFolderPlan[];
  /** With any reason, nothing else here may be carried out. */
  readonly reasons: readonly Reason[];
  readonly orphans: readonly string[];
  readonly stages: Stages;
  /** Leftovers of stopped runs that are not needed once everything is written, innermost first. */
  readonly stagedInventoriesToRemove: readonly string[];
  readonly stageFoldersToRemove: readonly string[];
  readonly abandoned: readonly string[];
  /** Whether no run writes, and there is nothing to write or to clear away. */
  readonly idle: boolean;
}

/** Reads the folder and decides everything, without changing anything. `others` are clusters of the federation that are not written now. */
export function planFolder(overlays: readonly Overlay[], folder: string, others: ReadonlySet<string>, disk: Disk): FolderPlan {
  const reasons: Reason[] = [];
  const entries = listOutput(disk, folder, reasons);
  const top = entries ?? new Map<string, Kind>();
  for (const name of [STAGE, RUNNING])
    if (top.has(name) && top.get(name) !== "folder") reasons.push(obstacle("notFolder", "folder", join(folder, name)));
  const stages = findStages(disk, folder, top);
  const clusters = overlays.flatMap((overlay) => {
    const root = join(folder, overlay.cluster);
    const staged = readStagedInventories(disk, folder, stages, overlay.federation, overlay.cluster);
    const plan = planCluster(overlay, snapshot(disk, root, top.get(overlay.cluster)), staged, (path) => join(root, path));
    if (!("obstacles" in plan)) return [plan];
    reasons.push(...plan.obstacles);
    return [];
  });
  const desired = new Set(overlays.map(({ cluster }) => cluster));
  // Clusters that are not written now still need the inventories of a stopped run.
  const needed = (cluster: string) => top.has(cluster) && !desired.has(cluster);
  const stagedInventoriesToRemove = [...stages.inventories].filter(([, cluster]) => !needed(cluster)).map(([path]) => path);
  const neededFolders = new Set([...stages.inventories].flatMap(([path, cluster]) => (needed(cluster) ? [dirname(path), STAGE] : [])));
  const stageFoldersToRemove = stages.folders.filter((path) => !neededFolders.has(path));
  const leftovers = stages.others.length + stagedInventoriesToRemove.length + stageFoldersToRemove.length > 0;
  const locks = abandoned(top);
  return {
    exists: entries !== undefined,
    clusters,
    reasons,
    orphans: findOrphans(disk, folder, top, (name) => desired.has(name) || others.has(name), overlays[0]?.federation),
    stages,
    stagedInventoriesToRemove,
    stageFoldersToRemove,
    abandoned: locks,
    idle: reasons.length === 0 && !leftovers && locks.length === 0 && !top.has(RUNNING) && clusters.every(isIdle),
  };
}

function listOutput(disk: Disk, folder: string, reasons: Reason[]): ReadonlyMap<string, Kind> | undefined {
  try {
    return disk.list(folder);
  } catch (error) {
    if (errorCode(error) !== "ENOTDIR") throw error;
    reasons.push(obstacle("notFolder", "folder", folder));
    return undefined;
  }
}

/** Overlays of this federation for clusters that it no longer has. */
function findOrphans(
  disk: Disk,
  folder: string,
  top: ReadonlyMap<string, Kind>,
  isExpected: (name: string) => boolean,
  federation: string | undefined,
): string[] {
  const isFolder = (name: string) => top.get(name) === "folder" && !name.startsWith(".");
  return [...top.keys()]
    .filter((name) => isFolder(name) && !isExpected(name) && federationOf(disk, join(folder, name)) === federation)
    .sort(compare);
}

/** The federation that a folder is an overlay of; undefined for any other folder that people keep there. */
function federationOf(disk: Disk, folder: string): string | undefined {
  try {
    if (disk.list(folder)?.get(GENERATED) !== "folder") return undefined;
    if (disk.list(join(folder, GENERATED))?.get(basename(INVENTORY)) !== "file") return undefined;
    const inventory = readInventory(disk, join(folder, INVENTORY));
    return typeof inventory === "object" ? inventory.federation : undefined;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** Whether the inventories on the disk are the desired ones: then no other run has written in between. */
export function inventoriesHold(plan: FolderPlan, folder: string, disk: Disk): boolean {
  return (
    !disk.list(folder)?.has(RUNNING) &&
    plan.clusters.every(({ cluster, inventory }) => readOwn(disk, join(folder, cluster, INVENTORY)) === inventory)
  );
}
