import { join } from "node:path";
import { type Disk, type Kind, unlessGone } from "./disk.ts";
import { GENERATED, LOCK } from "./layout.ts";
import { LARGEST_LOCK, type LockFile, type LockProblem, parseLock, withOwnLineEnds } from "./lock-file.ts";

/** What lies in the folder of one cluster; paths are relative to it. */
export interface Snapshot {
  /** Of the folder itself. */
  readonly kind: Kind | undefined;
  readonly beside: ReadonlyMap<string, Kind>;
  /** Everything inside `generated/`, not following links. */
  readonly inside: ReadonlyMap<string, Kind>;
  readonly lockText: string | undefined;
  readonly lock: LockFile | LockProblem | undefined;
  /** Undefined for bytes that are no UTF-8, and for a file that has gone meanwhile. */
  read(path: string): string | undefined;
}

export function snapshot(disk: Disk, folder: string, kind: Kind | undefined): Snapshot {
  const read = (path: string) => readOwn(disk, join(folder, path));
  const beside = (kind === "folder" && disk.list(folder)) || new Map<string, Kind>();
  const inside = new Map<string, Kind>();
  if (beside.get(GENERATED) === "folder") gather(disk, folder, GENERATED, inside);
  const lock = inside.get(LOCK) === "file" ? readLock(disk, folder) : { text: undefined, lock: undefined };
  return { kind, beside, inside, lockText: lock.text, lock: lock.lock, read };
}

/** Undefined for bytes that are no UTF-8, and for a file that has gone. */
export function readOwn(disk: Disk, path: string): string | undefined {
  const text = unlessGone(() => disk.read(path));
  return text === undefined ? undefined : withOwnLineEnds(text);
}

/** For a lock that is a regular file. One that is too large is not even read. */
export function readLock(disk: Disk, folder: string): { text: string | undefined; lock: LockFile | LockProblem } {
  const path = join(folder, LOCK);
  const text = unlessGone(() => (disk.size(path) <= LARGEST_LOCK ? readOwn(disk, path) : undefined));
  return { text, lock: parseLock(text ?? "") };
}

function gather(disk: Disk, root: string, folder: string, into: Map<string, Kind>): void {
  for (const [name, kind] of disk.list(join(root, folder)) ?? []) {
    const path = `${folder}/${name}`;
    into.set(path, kind);
    if (kind === "folder") gather(disk, root, path, into);
  }
}
