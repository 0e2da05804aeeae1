import { dirname, join } from "node:path";
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
  return top.get(STAGE) === "folder" ? stagesIn(disk, folder, STAGE) : { inventories: new Map(), others: [], folders: [] };
}

/** What lies in a folder that is a stage, or holds stages. Deeper inside is only what the folder of a new cluster gets. */
export function stagesIn(disk: Disk, folder: string, top: string): Stages {
  const inventories = new Map<string, string>();
  const others: string[] = [];
  const folders: string[] = [];
  const gather = (path: string) => {
    const isStage = dirname(path) === STAGE;
    for (const [name, kind] of disk.list(join(folder, path)) ?? []) {
      const at = `${path}/${name}`;
      if (kind === "folder") gather(at);
      else if (isStage && kind === "file" && name.endsWith(SUFFIX)) inventories.set(at, name.slice(0, -SUFFIX.length));
      else others.push(at);
    }
    folders.push(path);
  };
  gather(top);
  return { inventories, others, folders };
}

/** The staged inventories of a cluster. An inventory that is not whole is ignored: its run moved in no file. */
export function readStagedInventories(disk: Disk, folder: string, stages: Stages, federation: string, cluster: string): Inventory[] {
  const paths = [...stages.inventories].filter(([, owner]) => owner === cluster).map(([path]) => join(folder, path));
  return paths.flatMap((path) => {
    const inventory = readInventory(disk, path);
    return typeof inventory === "object" && inventory.federation === federation && inventory.cluster === cluster ? [inventory] : [];
  });
}
