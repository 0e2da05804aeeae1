import type { Overlay } from "../6-render/overlay.ts";
import { inSteps } from "../findings/progress.ts";
import { type Disk, realDisk } from "./disk.ts";
import { RUNNING } from "./layout.ts";
import { awaitQuiet, takeLock } from "./lock.ts";
import { OutputFolder } from "./output-folder.ts";
import { type ClusterFolderPlan, isIdle } from "./plan-cluster.ts";
import { type Reason, Refusal } from "./refusal.ts";
import { Staging } from "./staging.ts";
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

/** A folder and its overlays side by side, without their texts. */
interface Comparison {
  readonly exists: boolean;
  readonly clusters: ReadonlyMap<string, ComparedCluster>;
  /** With any reason, nothing may be written. */
  readonly reasons: readonly Reason[];
  readonly orphans: readonly string[];
  /** Whether no run writes, and there is nothing to write or to clear away. */
  readonly idle: boolean;
}

interface ComparedCluster extends ClusterResult {
  readonly idle: boolean;
  readonly inventory: string;
}

const PATIENCE = 3000;

/**
 * Brings the overlays in a folder to the desired state, and touches nothing else there. Overlays that are rendered while they are read are
 * rendered one after the other, and no texts are kept.
 *
 * Throws `Refusal` if it must not write because of files that lie there or because another run writes, and `WriteFailure` if the
 * system does not allow it. Whenever it is stopped, each file is whole, and the next run finishes the work.
 */
export function writeOverlays(overlays: Iterable<Overlay>, folder: string, options: WriteOptions = {}): WriteResult {
  const { disk = realDisk, patience = PATIENCE } = options;
  const output = new OutputFolder(overlays, folder, options.known ?? [], disk);
  return withWriteFailures(folder, () => {
    // Nothing can be in the way of a cluster that is new, so its overlay is rendered only once, when it is written.
    const first = compareTwice(output, patience, { withNew: false });
    if (first.idle && stillHolds(output, first)) return resultOf(output, first);
    if (!first.exists) disk.makeFolderAndParents(folder);
    const lock = takeLock(disk, folder, patience);
    try {
      return writeLocked(output, lock.owner, first);
    } finally {
      lock.release();
    }
  });
}

/** Returns or throws what `writeOverlays` would, without writing. */
export function previewOverlays(overlays: Iterable<Overlay>, folder: string, options: WriteOptions = {}): WriteResult {
  const { disk = realDisk, patience = PATIENCE } = options;
  const output = new OutputFolder(overlays, folder, options.known ?? [], disk);
  return withWriteFailures(folder, () => resultOf(output, compareTwice(output, patience, { withNew: true })));
}

/** Another run may have written since `first`, so only what is seen while the lock is held counts. */
function writeLocked(output: OutputFolder, owner: string, first: Comparison): WriteResult {
  const state = output.inspect();
  const staging = new Staging(output.disk, output.path, state, owner);
  const clusters = new Map<string, ComparedCluster>();
  try {
    const reasons = [...state.reasons];
    for (const overlay of inSteps("writing", output.overlays, output.clusters.length, "overlays")) {
      const before = first.clusters.get(overlay.cluster);
      if (before?.idle && output.holdsInventory(before.cluster, before.inventory)) {
        clusters.set(before.cluster, before);
        continue;
      }
      const plan = output.plan(overlay, state);
      if ("obstacles" in plan) reasons.push(...plan.obstacles);
      else {
        clusters.set(plan.cluster, withoutTexts(plan));
        if (reasons.length === 0 && !isIdle(plan)) staging.add(plan);
      }
    }
    if (reasons.length > 0) throw new Refusal(reasons);
  } catch (error) {
    staging.drop();
    throw error;
  }
  staging.moveIn();
  return resultOf(output, { clusters, orphans: state.orphans });
}

/**
 * An obstacle may be gone when another run has finished writing. So it counts only if it is there again after a moment in which no run
 * writes.
 */
function compareTwice(output: OutputFolder, patience: number, which: { readonly withNew: boolean }): Comparison {
  const first = compare(output, which);
  if (first.reasons.length === 0) return first;
  if (first.exists) awaitQuiet(output.disk, output.path, patience);
  const second = compare(output, which);
  if (second.reasons.length > 0) throw new Refusal(second.reasons);
  return second;
}

/** Compares without changing anything; clusters without a folder only `withNew`. */
function compare(output: OutputFolder, { withNew }: { readonly withNew: boolean }): Comparison {
  const state = output.inspect();
  const reasons = [...state.reasons];
  const clusters = new Map<string, ComparedCluster>();
  for (const overlay of inSteps("comparing", output.overlays, output.clusters.length, "overlays")) {
    if (!withNew && !state.entries.has(overlay.cluster)) continue;
    const plan = output.plan(overlay, state);
    if ("obstacles" in plan) reasons.push(...plan.obstacles);
    else clusters.set(plan.cluster, withoutTexts(plan));
  }
  const unchanged = output.clusters.every((cluster) => clusters.get(cluster)?.idle);
  return { exists: state.exists, clusters, reasons, orphans: state.orphans, idle: state.quiet && reasons.length === 0 && unchanged };
}

/** Whether the inventories on the disk are the desired ones: then no other run has written in between. */
function stillHolds(output: OutputFolder, { clusters }: Comparison): boolean {
  return (
    !output.disk.list(output.path)?.has(RUNNING) &&
    [...clusters.values()].every(({ cluster, inventory }) => output.holdsInventory(cluster, inventory))
  );
}

function withoutTexts(plan: ClusterFolderPlan): ComparedCluster {
  const { cluster, files, warnings, inventory } = plan;
  return { cluster, files, warnings, idle: isIdle(plan), inventory };
}

function resultOf(output: OutputFolder, { clusters, orphans }: Pick<Comparison, "clusters" | "orphans">): WriteResult {
  const results = output.clusters.flatMap((name) => clusters.get(name) ?? []);
  return { clusters: results.map(({ cluster, files, warnings }) => ({ cluster, files, warnings })), orphans };
}

function withWriteFailures<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asWriteFailure(error, folder, "untouched");
  }
}
