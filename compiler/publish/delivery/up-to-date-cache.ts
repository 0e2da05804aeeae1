import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Delivery } from "../target.ts";

/** A state of a repository in which nothing was to be done. */
export interface UpToDateState {
  /** Where the branch was that the cluster follows. */
  readonly base: string;
  /** Where fedc's own branches were, if there were any. */
  readonly head: string | undefined;
  readonly digest: string;
}

/** Remembers where nothing was to be done, so that next time where branches are is all that is asked. */
export interface UpToDateCache {
  knows(delivery: Delivery, settlement: UpToDateState): boolean;
  note(delivery: Delivery, settlement: UpToDateState): void;
}

export const noCache: UpToDateCache = { knows: () => false, note: () => {} };

/** One small file per branch; a broken or missing one only costs a look. */
export function upToDateIn(folder: string): UpToDateCache {
  const pathOf = ({ repository, branch, delivery }: Delivery) =>
    join(
      folder,
      `${createHash("sha256")
        .update(JSON.stringify([repository, branch, delivery]))
        .digest("hex")}.json`,
    );
  return {
    knows(delivery, settlement) {
      try {
        return readFileSync(pathOf(delivery), "utf8") === printed(settlement);
      } catch {
        return false;
      }
    },
    note(delivery, settlement) {
      const path = pathOf(delivery);
      const fresh = `${path}-${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(fresh, printed(settlement));
        renameSync(fresh, path);
      } catch {
        forget(fresh);
      }
    },
  };
}

/** Where the folder takes nothing, the next run looks anew. */
function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function printed({ base, head = "", digest }: UpToDateState): string {
  return `${JSON.stringify({ base, head, digest })}\n`;
}
