import { join } from "node:path";
import { attempt, type Disk } from "./disk.ts";
import type { FolderState } from "./inspect-folder.ts";
import { INVENTORY, STAGE } from "./layout.ts";
import { removeAbandoned } from "./lock.ts";
import type { ClusterFolderPlan } from "./plan-cluster.ts";
import { stagedInventory, stagesIn } from "./stages.ts";
import { asWriteFailure, type Progress } from "./write-failure.ts";

/** The changes of one cluster's folder whose files lie in the stage. */
interface StagedCluster extends Omit<ClusterFolderPlan, "write" | "inventory"> {
  /** The whole folder, if the cluster is new. */
  readonly newFolder: string | undefined;
  /** From the stage to the cluster's folder, for any other cluster; the inventory's is the last. */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Carries out plans without deciding anything. The caller holds the lock as `owner`.
 *
 * It writes the files of all clusters to a stage first, and then only renames: the whole folder of a cluster that is new, and otherwise file by
 * file. Whenever it is stopped, each file in an overlay is whole, and the staged inventories tell the next run which files came from this one.
 */
export class Staging {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #state: FolderState;
  /** The stage's path in the output folder. */
  readonly #stage: string;
  readonly #clusters: StagedCluster[] = [];
  #progress: Progress = "untouched";
  /** Numbers are the names in the stage. */
  #names = 0;

  constructor(disk: Disk, folder: string, state: FolderState, owner: string) {
    this.#disk = disk;
    this.#folder = folder;
    this.#state = state;
    this.#stage = `${STAGE}/${owner}`;
  }

  /** Writes the files of a cluster to the stage, and keeps no text. */
  add({ write, inventory, ...plan }: ClusterFolderPlan): void {
    if (this.#clusters.length === 0) this.#begin();
    const isNew = plan.foldersToMake[0] === "";
    const newFolder = isNew ? this.#newName() : undefined;
    if (isNew) for (const path of plan.foldersToMake) this.#disk.makeFolder(this.#at(newFolder ?? "", path));
    const moves = [...write].map(([path, text]) => {
      const from = newFolder === undefined ? this.#newName() : `${newFolder}/${path}`;
      this.#disk.write(this.#at(from), text);
      return { from, to: path };
    });
    const from = newFolder === undefined ? stagedInventory(this.#stage, plan.cluster) : `${newFolder}/${INVENTORY}`;
    this.#disk.write(this.#at(from), inventory);
    this.#clusters.push({ ...plan, newFolder, moves: isNew ? [] : [...moves, { from, to: INVENTORY }] });
  }

  /** Moves everything in, and clears away what stopped runs left. Throws `WriteFailure`. */
  moveIn(): void {
    try {
      if (this.#clusters.length === 0) this.#removeOthers();
      for (const cluster of this.#clusters) {
        if (cluster.newFolder === undefined) this.#moveFiles(cluster);
        else this.#disk.rename(this.#at(cluster.newFolder), this.#at(cluster.cluster));
        this.#progress = "unfinished";
      }
      this.#progress = "written";
      this.#clear();
    } catch (error) {
      if (this.#progress !== "written") this.drop();
      throw asWriteFailure(error, this.#folder, this.#progress);
    }
  }

  /** Frees the space of what is not moved in. The staged inventories stay if files of this run may be in place already. */
  drop(): void {
    // The next run removes the rest. The failure that led here matters more.
    attempt(() => {
      const { inventories, others, folders } = stagesIn(this.#disk, this.#folder, this.#stage);
      const untouched = this.#progress === "untouched";
      for (const path of untouched ? [...others, ...inventories.keys()] : others) attempt(() => this.#disk.removeFile(this.#at(path)));
      for (const path of [...folders, STAGE]) attempt(() => this.#disk.removeFolder(this.#at(path)));
    });
  }

  #begin(): void {
    // Of stopped runs only the inventories are still needed, and this run may need the space of the rest.
    this.#removeOthers();
    if (this.#state.stages.folders.length === 0) this.#disk.makeFolder(this.#at(STAGE));
    this.#disk.makeFolder(this.#at(this.#stage));
  }

  #removeOthers(): void {
    for (const path of this.#state.stages.others) this.#disk.removeFile(this.#at(path));
  }

  #clear(): void {
    const { stages, stagedInventoriesToRemove, stageFoldersToRemove, abandoned } = this.#state;
    const own = this.#clusters.length === 0 ? [] : [this.#stage];
    const ownTop = own.length > 0 && stages.folders.length === 0 ? [STAGE] : [];
    for (const path of stagedInventoriesToRemove) this.#disk.removeFile(this.#at(path));
    for (const path of [...own, ...stageFoldersToRemove, ...ownTop]) this.#disk.removeFolder(this.#at(path));
    for (const name of abandoned) removeAbandoned(this.#disk, this.#folder, name);
  }

  #moveFiles({ cluster, foldersToMake, remove, foldersToRemove, removeFirst, moves }: StagedCluster): void {
    this.#progress = "unfinished";
    const prune = () => {
      for (const path of remove) this.#disk.removeFile(this.#at(cluster, path));
      for (const path of foldersToRemove) this.#disk.removeFolder(this.#at(cluster, path));
    };
    if (removeFirst) prune();
    for (const path of foldersToMake) this.#disk.makeFolder(this.#at(cluster, path));
    const move = ({ from, to }: StagedCluster["moves"][number]) => this.#disk.rename(this.#at(from), this.#at(cluster, to));
    moves.slice(0, -1).forEach(move);
    if (!removeFirst) prune();
    moves.slice(-1).forEach(move);
  }

  #newName(): string {
    return `${this.#stage}/${this.#names++}`;
  }

  #at(...path: readonly string[]): string {
    return join(this.#folder, ...path);
  }
}
