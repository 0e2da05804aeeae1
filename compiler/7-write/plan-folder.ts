import { basename, dirname, join } from "node:path";
import { compare } from "../findings/finding.ts";
import { type Disk, errorCode, type Kind } from "./disk.ts";
import { GENERATED, INVENTORY, RUNNING, STAGE } from "./layout.ts";
import { abandoned } from "./lock.ts";
import { obstacle } from "./obstacles.ts";
import { type ClusterFolderPlan, type InventoriedOverlay, isIdle, planCluster } from "./plan-cluster.ts";
import type { Reason } from "./refusal.ts";
import { readInventory, readOwn, snapshot } from "./snapshot.ts";
import { findStages, readStagedInventories, type Stages } from "./stages.ts";

/** What is to be done in the output folder. */
export interface FolderPlan {
  readonly exists: boolean;
  readonly clusters: readonly ClusterFolderPlan[];
  /** With any of these the rest is void. */
  readonly reasons: readonly Reason[];
  readonly orphans: readonly string[];
  readonly stages: Stages;
  /** What is left of stopped runs and no longer needed when all is written, innermost first. */
  readonly stagedInventoriesToRemove: readonly string[];
  readonly stageFoldersToRemove: readonly string[];
  readonly abandoned: readonly string[];
  /** Nobody writes, nothing is to be written and nothing to be cleared away. */
  readonly idle: boolean;
}

/** Looks at everything and decides everything; changes nothing. `known` are the clusters of the federation that are not written now. */
export function planFolder(overlays: readonly InventoriedOverlay[], folder: string, known: ReadonlySet<string>, disk: Disk): FolderPlan {
  const reasons: Reason[] = [];
  const found = listOutput(disk, folder, reasons);
  const top = found ?? new Map<string, Kind>();
  for (const name of [STAGE, RUNNING])
    if (top.has(name) && top.get(name) !== "folder") reasons.push(obstacle.notFolder(join(folder, name)));
  const stages = findStages(disk, folder, top);
  const clusters = overlays.flatMap((overlay) => {
    const root = join(folder, overlay.cluster);
    const staged = readStagedInventories(disk, folder, stages, overlay.federation, overlay.cluster);
    const there = snapshot(disk, root, top.get(overlay.cluster));
    const shown = (path: string) => join(root, path);
    return planCluster(overlay, there, staged, shown, (reason) => reasons.push(reason)) ?? [];
  });
  const desired = new Set(overlays.map(({ cluster }) => cluster));
  // The inventories of a stopped run are still needed for clusters that are not written now.
  const needed = (cluster: string) => top.has(cluster) && !desired.has(cluster);
  const stagedInventoriesToRemove = [...stages.inventories].filter(([, cluster]) => !needed(cluster)).map(([path]) => path);
  const neededFolders = new Set([...stages.inventories].flatMap(([path, cluster]) => (needed(cluster) ? [dirname(path), STAGE] : [])));
  const stageFoldersToRemove = stages.folders.filter((path) => !neededFolders.has(path));
  const leftovers = stages.others.length + stagedInventoriesToRemove.length + stageFoldersToRemove.length > 0;
  const dead = abandoned(top);
  return {
    exists: found !== undefined,
    clusters,
    reasons,
    orphans: findStrays(disk, folder, top, (name) => desired.has(name) || known.has(name), overlays[0]?.federation),
    stages,
    stagedInventoriesToRemove,
    stageFoldersToRemove,
    abandoned: dead,
    idle: reasons.length === 0 && !leftovers && dead.length === 0 && !top.has(RUNNING) && clusters.every(isIdle),
  };
}

function listOutput(disk: Disk, folder: string, reasons: Reason[]): ReadonlyMap<string, Kind> | undefined {
  try {
    return disk.list(folder);
  } catch (error) {
    if (errorCode(error) !== "ENOTDIR") throw error;
    reasons.push(obstacle.notFolder(folder));
    return undefined;
  }
}

/** Overlays of this federation that nothing in it asks for any more. */
function findStrays(
  disk: Disk,
  folder: string,
  top: ReadonlyMap<string, Kind>,
  isKnown: (name: string) => boolean,
  federation: string | undefined,
): string[] {
  const others = [...top].filter(([name, kind]) => kind === "folder" && !name.startsWith(".") && !isKnown(name));
  return others
    .map(([name]) => name)
    .filter((name) => federationOf(disk, join(folder, name)) === federation)
    .sort(compare);
}

/** Whose overlay a folder is; undefined for everything else that people keep there. */
function federationOf(disk: Disk, folder: string): string | undefined {
  try {
    const kind = disk.list(folder)?.get(GENERATED);
    const inventory =
      kind === "folder" && disk.list(join(folder, GENERATED))?.get(basename(INVENTORY)) === "file"
        ? readInventory(disk, folder).inventory
        : undefined;
    return typeof inventory === "object" ? inventory.federation : undefined;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

/** The inventories as they are to be: where they are so on the disk, no run has come in between. */
export function inventoriesHold(plan: FolderPlan, folder: string, disk: Disk): boolean {
  return (
    !disk.list(folder)?.has(RUNNING) &&
    plan.clusters.every(({ cluster, inventory }) => readOwn(disk, join(folder, cluster, INVENTORY)) === inventory)
  );
}
