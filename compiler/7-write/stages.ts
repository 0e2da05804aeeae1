import { join } from "node:path";
import { type Disk, type Kind, unlessGone } from "./disk.ts";
import { STAGE } from "./layout.ts";
import { LARGEST_LOCK, type LockFile, parseLock } from "./lock-file.ts";

/**
 * What runs that were stopped left of their stages, as paths below the output folder.
 *
 * The locks in them tell which files such a run may have brought in already: they are fedc's, not edits by hand.
 */
export interface Stages {
  /** Path of each staged lock, with the cluster it is for. */
  readonly locks: ReadonlyMap<string, string>;
  readonly others: readonly string[];
  /** Innermost first. */
  readonly folders: readonly string[];
}

const SUFFIX = ".lock";

/** Where a run stages the lock of a cluster. */
export function stagedLock(stage: string, cluster: string): string {
  return `${stage}/${cluster}${SUFFIX}`;
}

export function findStages(disk: Disk, folder: string, top: ReadonlyMap<string, Kind>): Stages {
  const locks = new Map<string, string>();
  const others: string[] = [];
  const folders: string[] = [];
  for (const [name, kind] of listFolder(disk, join(folder, STAGE), top.get(STAGE))) {
    const stage = `${STAGE}/${name}`;
    (kind === "folder" ? folders : others).push(stage);
    for (const [entry, entryKind] of listFolder(disk, join(folder, stage), kind)) {
      if (entryKind === "file" && entry.endsWith(SUFFIX)) locks.set(`${stage}/${entry}`, entry.slice(0, -SUFFIX.length));
      else others.push(`${stage}/${entry}`);
    }
  }
  return { locks, others, folders: top.get(STAGE) === "folder" ? [...folders, STAGE] : folders };
}

function listFolder(disk: Disk, path: string, kind: Kind | undefined): Iterable<[string, Kind]> {
  return kind === "folder" ? (disk.list(path) ?? []) : [];
}

/** What stopped runs wanted a cluster's files to be. A lock that is not whole counts for nothing: its run brought in no file. */
export function readStagedLocks(disk: Disk, folder: string, stages: Stages, federation: string, cluster: string): LockFile[] {
  const paths = [...stages.locks].filter(([, of]) => of === cluster).map(([path]) => join(folder, path));
  return paths.flatMap((path) => {
    const text = unlessGone(() => (disk.size(path) <= LARGEST_LOCK ? disk.read(path) : undefined));
    const lock = parseLock(text ?? "");
    return typeof lock === "object" && lock.federation === federation && lock.cluster === cluster ? [lock] : [];
  });
}
