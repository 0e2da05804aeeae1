import { join } from "node:path";
import type { Disk, Kind } from "./disk.ts";
import type { Inventory } from "./inventory.ts";
import { STAGE } from "./layout.ts";
import { readInventory } from "./snapshot.ts";

/**
 * The stages that stopped runs left, as paths below the output folder.
 *
 * Their inventories tell which files such a run may have moved in already: those are fedc's, and not edits by hand.
 */
export interface Stages {
  /** The cluster of each staged inventory, by path. */
  readonly inventories: ReadonlyMap<string, string>;
  readonly others: readonly string[];
  /** Innermost first. */
  readonly folders: readonly string[];
}

const SUFFIX = ".inventory";

/** The path at which a run stages the inventory of a cluster. */
export function stagedInventory(stage: string, cluster: string): string {
  return `${stage}/${cluster}${SUFFIX}`;
}

export function findStages(disk: Disk, folder: string, top: ReadonlyMap<string, Kind>): Stages {
  const inventories = new Map<string, string>();
  const others: string[] = [];
  const folders: string[] = [];
  for (const [name, kind] of listFolder(disk, join(folder, STAGE), top.get(STAGE))) {
    const stage = `${STAGE}/${name}`;
    (kind === "folder" ? folders : others).push(stage);
    for (const [entry, entryKind] of listFolder(disk, join(folder, stage), kind)) {
      if (entryKind === "file" && entry.endsWith(SUFFIX)) inventories.set(`${stage}/${entry}`, entry.slice(0, -SUFFIX.length));
      else others.push(`${stage}/${entry}`);
    }
  }
  return { inventories, others, folders: top.get(STAGE) === "folder" ? [...folders, STAGE] : folders };
}

function listFolder(disk: Disk, path: string, kind: Kind | undefined): Iterable<[string, Kind]> {
  return kind === "folder" ? (disk.list(path) ?? []) : [];
}

/** The staged inventories of a cluster. An inventory that is not whole is ignored: its run moved in no file. */
export function readStagedInventories(disk: Disk, folder: string, stages: Stages, federation: string, cluster: string): Inventory[] {
  const paths = [...stages.inventories].filter(([, owner]) => owner === cluster).map(([path]) => join(folder, path));
  return paths.flatMap((path) => {
    const inventory = readInventory(disk, path);
    return typeof inventory === "object" && inventory.federation === federation && inventory.cluster === cluster ? [inventory] : [];
  });
}
