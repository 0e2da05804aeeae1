import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { attempt, type Disk, errorCode, type Kind } from "./disk.ts";
import { RUNNING } from "./layout.ts";
import { type Reason, Refusal } from "./refusal.ts";

/**
 * One run at a time writes to a folder: the one whose name is the single entry of `.fedc-running`.
 *
 * The lock is only a name, so it cannot be half written. Renaming a folder onto one that is not empty fails, so the first run wins. To take
 * over from a dead process, a run renames the entry to its own name, which works for one run only.
 */
interface Lock {
  readonly owner: string;
  release(): void;
}

const HOST = hostname()
  .replace(/[^A-Za-z0-9.-]/g, "_")
  .slice(0, 100);
const PAUSE = 25;

/** Waits for up to `patience` milliseconds. Throws a `Refusal` if another run still writes then. */
export function takeLock(disk: Disk, folder: string, patience: number): Lock {
  const owner = `${process.pid}-${randomBytes(6).toString("hex")}@${HOST}`;
  const running = join(folder, RUNNING);
  const ready = join(folder, `${RUNNING}-${owner}`);
  try {
    disk.makeFolder(ready);
    disk.makeFolder(join(ready, owner));
    for (let waited = 0; !enter(disk, running, ready, owner); waited += PAUSE) {
      if (waited >= patience) throw new Refusal([busyReason(folder, holderOf(disk, folder))]);
      pause();
    }
  } catch (error) {
    attempt(() => disk.removeFolder(join(running, owner)));
    attempt(() => removeReady(disk, ready, owner));
    throw error;
  }
  const release = () => {
    attempt(() => disk.removeFolder(join(running, owner)));
    attempt(() => disk.removeFolder(running));
  };
  return { owner, release };
}

/** Waits until no run writes. Throws a `Refusal` if another run still does after `patience` milliseconds. */
export function awaitQuiet(disk: Disk, folder: string, patience: number): void {
  for (let waited = 0; ; waited += PAUSE) {
    const holder = holderOf(disk, folder);
    if (holder === undefined || isDead(holder)) return;
    if (waited >= patience) throw new Refusal([busyReason(folder, holder)]);
    pause();
  }
}

/** Folders that runs left in the output folder when they died waiting for the lock. */
export function abandoned(entries: ReadonlyMap<string, Kind>): string[] {
  const prefix = `${RUNNING}-`;
  return [...entries.keys()].filter((name) => name.startsWith(prefix) && isDead(name.slice(prefix.length)));
}

/** Removes a folder that `abandoned` found. */
export function removeAbandoned(disk: Disk, folder: string, name: string): void {
  removeReady(disk, join(folder, name), name.slice(RUNNING.length + 1));
}

/** Whether the run has the lock now. */
function enter(disk: Disk, running: string, ready: string, owner: string): boolean {
  try {
    disk.rename(ready, running);
    return true;
  } catch (error) {
    const entries = disk.list(running);
    const holder = entries?.keys().next().value;
    if (holder === undefined) {
      // The lock was freed just now, or the system cannot rename onto an empty folder.
      if (!["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(errorCode(error) ?? "")) throw error;
      if (entries) attempt(() => disk.removeFolder(running));
      return false;
    }
    if (!isDead(holder)) return false;
    try {
      disk.rename(join(running, holder), join(running, owner));
    } catch (error) {
      if (errorCode(error) === "ENOENT") return false;
      throw error;
    }
    removeReady(disk, ready, owner);
    return true;
  }
}

function removeReady(disk: Disk, ready: string, owner: string): void {
  if (disk.list(ready)?.has(owner)) disk.removeFolder(join(ready, owner));
  disk.removeFolder(ready);
}

/** Undefined if the path is not a folder: the plan reports that. */
function holderOf(disk: Disk, folder: string): string | undefined {
  try {
    return disk.list(join(folder, RUNNING))?.keys().next().value;
  } catch (error) {
    if (errorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function parseOwner(name: string): { readonly pid: number; readonly host: string } | undefined {
  const [, pid, host] = /^([1-9]\d{0,9})-[0-9a-f]{12}@(.+)$/.exec(name) ?? [];
  return pid === undefined || host === undefined ? undefined : { pid: Number(pid), host };
}

/** Whether a run has certainly ended. Runs are synchronous, so an earlier run of this process is over. */
function isDead(name: string): boolean {
  const owner = parseOwner(name);
  if (owner?.host !== HOST) return false;
  if (owner.pid === process.pid) return true;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}

function busyReason(folder: string, holder: string | undefined): Reason {
  const path = join(folder, RUNNING);
  const owner = parseOwner(holder ?? "");
  const who = owner ? `process ${owner.pid} on \`${owner.host}\`` : "it";
  const message = `another fedc${owner ? ` (${who})` : ""} is writing to \`${folder}\``;
  return { path, message, help: `build again when it is done; if ${who} is not a running fedc, delete \`${path}\` and build again` };
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}
