import { existsSync, writeSync } from "node:fs";
import { type Disk, realDisk } from "../../compiler/7-write/disk.ts";

/** Where a process that writes stops, and says so. */
export interface Stop {
  /** The change that is not made before the process may go on. */
  readonly change: number;
  /** It goes on once this file is there. */
  readonly until: string;
}

const changes = ["makeFolder", "makeFolderAndParents", "write", "rename", "removeFile", "removeFolder"] as const;

/** The real disk, before one change of which the process prints `stopped` and waits: whatever happens to it then, it happens there. */
export function stoppingDisk({ change, until }: Stop): Disk {
  let made = 0;
  const stopping = (name: (typeof changes)[number]) => [
    name,
    (...args: unknown[]) => {
      made += 1;
      if (made === change) {
        writeSync(1, "stopped\n");
        while (!existsSync(until)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
      return (realDisk[name] as (...args: unknown[]) => unknown)(...args);
    },
  ];
  return { ...realDisk, ...Object.fromEntries(changes.map(stopping)) };
}
