import { writeFileSync } from "node:fs";
import { type Disk, realDisk } from "../../compiler/7-write/disk.ts";

/** What a process that was killed does not get to see. */
export class Killed extends Error {}

const CHANGES = ["makeFolder", "makeFolderAndParents", "write", "rename", "removeFile", "removeFolder"] as const;
const READS = ["list", "size", "read", "holds"] as const;

export type Fault = "full" | "stays-full" | "killed";

/**
 * The real disk, until its k-th change: that one fails for lack of space (it alone, or with all that follow and need
 * space), or the process counts as killed there, after which no call does anything. A write that fails leaves half a file.
 */
export class FailingDisk {
  changes = 0;
  readonly disk: Disk;
  readonly #failAt: number;
  readonly #fault: Fault;

  constructor(failAt: number, fault: Fault) {
    this.#failAt = failAt;
    this.#fault = fault;
    const disk: Record<string, unknown> = {};
    for (const name of READS)
      disk[name] = (...args: unknown[]) => {
        this.#assertAlive();
        return (realDisk[name] as (...args: unknown[]) => unknown)(...args);
      };
    for (const name of CHANGES)
      disk[name] = (path: string, ...rest: unknown[]) => {
        this.#assertAlive();
        this.changes++;
        if (this.#failsNow(name)) {
          if (name === "write") writeFileSync(path, String(rest[0]).slice(0, String(rest[0]).length / 2));
          this.#assertAlive();
          throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: name, path });
        }
        return (realDisk[name] as (...args: unknown[]) => unknown)(path, ...rest);
      };
    this.disk = disk as unknown as Disk;
  }

  get failed(): boolean {
    return this.changes >= this.#failAt;
  }

  #failsNow(name: string): boolean {
    if (this.#fault === "stays-full") return this.failed && !name.startsWith("remove");
    return this.changes === this.#failAt;
  }

  #assertAlive(): void {
    if (this.#fault === "killed" && this.failed) throw new Killed();
  }
}
