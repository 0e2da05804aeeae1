import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Disk, errorCode, type Kind } from "./disk.ts";
import { RUNNING } from "./layout.ts";
import { type Reason, Refusal } from "./refusal.ts";

/**
 * One run at a time writes to a folder: the one whose name is the single entry of `.fedc-running`.
 *
 * The name says it all, so nothing can be half written. A folder renamed onto one that is not empty fails, which makes
 * the first come first; the entry of a dead process is renamed to one's own name, which works for one taker only.
 */
export interface Lock {
  readonly owner: string;
  release(): void;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

const HOST = hostname()
  .replace(/[^A-Za-z0-9.-]/g, "_")
  .slice(0, 100);
const PAUSE = 25;

/** Waits for `patience` milliseconds; throws a `Refusal` when another run still writes then. */
export function takeLock(disk: Disk, folder: string, patience: number): Lock {
  const owner = `${process.pid}-${randomBytes(6).toString("hex")}@${HOST}`;
  const running = join(folder, RUNNING);
  const ready = join(folder, `${RUNNING}-${owner}`);
  try {
    disk.makeFolder(ready);
    disk.makeFolder(join(ready, owner));
    for (let waited = 0; !enter(disk, running, ready, owner); waited += PAUSE) {
      if (waited >= patience) throw new Refusal([whoWrites(folder, holderOf(disk, folder))]);
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

/** Waits until nobody writes. Throws a `Refusal` when another run still does after `patience` milliseconds. */
export function awaitQuiet(disk: Disk, folder: string, patience: number): void {
  for (let waited = 0; ; waited += PAUSE) {
    const holder = holderOf(disk, folder);
    if (holder === undefined || isDead(holder)) return;
    if (waited >= patience) throw new Refusal([whoWrites(folder, holder)]);
    pause();
  }
}

/** What runs that died before their turn left in the output folder. */
export function abandoned(entries: ReadonlyMap<string, Kind>): string[] {
  const before = `${RUNNING}-`;
  return [...entries.keys()].filter((name) => name.startsWith(before) && isDead(name.slice(before.length)));
}

/** Removes what `abandoned` found. */
export function removeAbandoned(disk: Disk, folder: string, name: string): void {
  removeReady(disk, join(folder, name), name.slice(RUNNING.length + 1));
}

function enter(disk: Disk, running: string, ready: string, owner: string): boolean {
  try {
    disk.rename(ready, running);
    return true;
  } catch (error) {
    const entries = disk.list(running);
    const holder = entries?.keys().next().value;
    if (holder === undefined) {
      // Freed just now, or empty on a system whose rename does not replace even an empty folder.
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

/** What is no folder holds nobody; that it must not be there is said by who plans. */
function holderOf(disk: Disk, folder: string): string | undefined {
  try {
    return disk.list(join(folder, RUNNING))?.keys().next().value;
  } catch (error) {
    if (errorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function parseOwner(name: string): Owner | undefined {
  const [, pid, host] = /^([1-9]\d{0,9})-[0-9a-f]{12}@(.+)$/.exec(name) ?? [];
  return pid === undefined || host === undefined ? undefined : { pid: Number(pid), host };
}

/** Whether a run surely goes on no more. Runs are synchronous, so a former run of this very process is over. */
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

function whoWrites(folder: string, holder: string | undefined): Reason {
  const path = join(folder, RUNNING);
  const owner = parseOwner(holder ?? "");
  const who = owner ? `process ${owner.pid} on \`${owner.host}\`` : "it";
  const message = owner ? `another fedc (${who}) is writing to \`${folder}\`` : `another fedc is writing to \`${folder}\``;
  return { path, message, help: `build again when it is done; if ${who} is no running fedc, delete \`${path}\` and build again` };
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}

/** Tidying up must not hide why it became necessary; what it leaves, the next run finds. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {}
}
