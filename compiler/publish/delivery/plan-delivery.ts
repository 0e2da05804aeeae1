import { foldersOf, GENERATED, INVENTORY } from "../../7-write/layout.ts";
import { type Obstacle, obstacle } from "../../7-write/obstacles.ts";
import { type FileChange, type Permissions, reconcile } from "../../7-write/reconcile.ts";
import type { Remote } from "../git/remote.ts";
import type { Target } from "../target.ts";
import { FOLDER, isInPlace, liveOverlayIn, type RemoteTree, textsNeeded } from "./remote-tree.ts";

/** The changes that bring one overlay to its repository. */
export interface DeliveryPlan {
  readonly target: Target;
  /** Paths from the top of the repository; undefined removes a file. Empty if nothing has to change. */
  readonly write: ReadonlyMap<string, string | undefined>;
  /** The changes, by path inside the overlay. */
  readonly files: ReadonlyMap<string, Exclude<FileChange, "unchanged">>;
  /** With any obstacle, nothing else here may be carried out. */
  readonly obstacles: readonly Obstacle[];
  /** Files inside `generated/` that are not fedc's and stay; paths from the top of the repository. */
  readonly unmanaged: readonly string[];
  /** Whether the repository holds an overlay of fedc there already. */
  readonly present: boolean;
}

/** A plan that changes nothing. */
export function unchangedPlan(target: Target): DeliveryPlan {
  return { target, write: new Map(), files: new Map(), obstacles: [], unmanaged: [], present: true };
}

/** The plan for each overlay. Files are fetched only for overlays that differ from the desired ones. */
export async function plansFor(
  remote: Remote,
  remoteTree: RemoteTree,
  targets: readonly Target[],
  permissions: Permissions,
): Promise<readonly DeliveryPlan[]> {
  const outdated = new Set(targets.filter((target) => !isInPlace(target, remoteTree)));
  const texts = await remote.texts([...outdated].flatMap((target) => textsNeeded(target, remoteTree)));
  return targets.map((target) =>
    outdated.has(target) ? planDelivery(target, { ...remoteTree, texts }, permissions) : unchangedPlan(target),
  );
}

/** Whether a plan changes something, and nothing keeps it from being carried out. */
export function isChanging({ write, obstacles }: DeliveryPlan): boolean {
  return write.size > 0 && obstacles.length === 0;
}

/** Compares an overlay with the tree of a repository. It is pure: every text that it needs was fetched before. */
function planDelivery(target: Target, remoteTree: RemoteTree, permissions: Permissions): DeliveryPlan {
  const { entries } = remoteTree;
  const at = (path: string) => `${target.path}/${path}`;
  const plan = { ...unchangedPlan(target), present: entries.has(at(INVENTORY)) };
  const blocked = foldersOf(at(`${GENERATED}/x`)).find((folder) => (entries.get(folder)?.mode ?? FOLDER) !== FOLDER);
  if (blocked !== undefined) return { ...plan, obstacles: [obstacle("notFolder", "repository", blocked)] };

  const { files, write, remove, obstacles, unmanaged } = reconcile(target.overlay, liveOverlayIn(target, remoteTree), permissions);
  return {
    ...plan,
    write: new Map([
      ...[...write].map(([path, text]) => [at(path), text] as const),
      ...remove.map((path) => [at(path), undefined] as const),
    ]),
    files: new Map([...files].flatMap(([path, change]) => (change === "unchanged" ? [] : [[path, change]]))),
    obstacles,
    unmanaged: unmanaged.map(at),
  };
}
