import { basename, dirname, join } from "node:path";
import { compare } from "../findings/finding.ts";
import { type Disk, errorCode, type Kind } from "./disk.ts";
import { GENERATED, INVENTORY, RUNNING, STAGE } from "./layout.ts";
import { abandoned } from "./lock.ts";
import { obstacle } from "./obstacles.ts";
import type { Reason } from "./refusal.ts";
import { readInventory } from "./snapshot.ts";
import { findStages, type Stages } from "./stages.ts";

/** The clusters of the federation, as far as a folder asks. */
export interface Expected {
  readonly federation: string | undefined;
  /** Whose overlays are written now. */
  readonly desired: ReadonlySet<string>;
  /** Whose overlays are not written now, so that their folders are not orphans. */
  readonly others: ReadonlySet<string>;
}

/** The output folder, but for what is inside the clusters' folders. */
export interface FolderState {
  readonly exists: boolean;
  readonly entries: ReadonlyMap<string, Kind>;
  /** With any reason, nothing may be written. */
  readonly reasons: readonly Reason[];
  readonly orphans: readonly string[];
  readonly stages: Stages;
  /** Leftovers of stopped runs that are not needed once everything is written, innermost first. */
  readonly stagedInventoriesToRemove: readonly string[];
  readonly stageFoldersToRemove: readonly string[];
  readonly abandoned: readonly string[];
  /** Whether no run writes, and there is nothing to clear away. */
  readonly quiet: boolean;
}

/** Reads the folder without changing anything. */
export function inspectFolder(folder: string, { federation, desired, others }: Expected, disk: Disk): FolderState {
  const reasons: Reason[] = [];
  const listed = listOutput(disk, folder, reasons);
  const entries = listed ?? new Map<string, Kind>();
  for (const name of [STAGE, RUNNING])
    if (entries.has(name) && entries.get(name) !== "folder") reasons.push(obstacle("notFolder", "folder", join(folder, name)));
  const stages = findStages(disk, folder, entries);
  // Clusters that are not written now still need the inventories of a stopped run.
  const needed = (cluster: string) => entries.has(cluster) && !desired.has(cluster);
  const stagedInventoriesToRemove = [...stages.inventories].filter(([, cluster]) => !needed(cluster)).map(([path]) => path);
  const neededFolders = new Set([...stages.inventories].flatMap(([path, cluster]) => (needed(cluster) ? [dirname(path), STAGE] : [])));
  const stageFoldersToRemove = stages.folders.filter((path) => !neededFolders.has(path));
  const leftovers = stages.others.length + stagedInventoriesToRemove.length + stageFoldersToRemove.length > 0;
  const locks = abandoned(entries);
  return {
    exists: listed !== undefined,
    entries,
    reasons,
    orphans: findOrphans(disk, folder, entries, (name) => desired.has(name) || others.has(name), federation),
    stages,
    stagedInventoriesToRemove,
    stageFoldersToRemove,
    abandoned: locks,
    quiet: !leftovers && locks.length === 0 && !entries.has(RUNNING),
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
  entries: ReadonlyMap<string, Kind>,
  isExpected: (name: string) => boolean,
  federation: string | undefined,
): string[] {
  const isFolder = (name: string) => entries.get(name) === "folder" && !name.startsWith(".");
  return [...entries.keys()]
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
