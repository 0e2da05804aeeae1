import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hash } from "../../7-write/inventory.ts";
import type { Delivery } from "../target.ts";

/** A state of a repository in which everything was up to date. */
interface UpToDateState {
  /** The commit of the branch that the cluster follows. */
  readonly base: string;
  /** The commits of fedc's own branches, if there are any. */
  readonly head: string | undefined;
  readonly digest: string;
}

/** Remembers repositories that were up to date, so that the next run asks only for the commits of their branches. */
export interface UpToDateCache {
  knows(delivery: Delivery, state: UpToDateState): boolean;
  note(delivery: Delivery, state: UpToDateState): void;
}

export const noCache: UpToDateCache = { knows: () => false, note: () => {} };

/** Keeps one small file per branch. If it is broken or missing, the repository is read again. */
export function upToDateIn(folder: string): UpToDateCache {
  const pathOf = ({ repository, branch, delivery }: Delivery) =>
    join(folder, `${hash(JSON.stringify([repository, branch, delivery])).slice("sha256:".length)}.json`);
  return {
    knows(delivery, state) {
      try {
        return readFileSync(pathOf(delivery), "utf8") === printed(state);
      } catch {
        return false;
      }
    },
    note(delivery, state) {
      const path = pathOf(delivery);
      const fresh = `${path}-${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(fresh, printed(state));
        renameSync(fresh, path);
      } catch {
        forget(fresh);
      }
    },
  };
}

/** If the folder cannot be written to, the next run reads the repositories again. */
function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function printed({ base, head = "", digest }: UpToDateState): string {
  return `${JSON.stringify({ base, head, digest })}\n`;
}
