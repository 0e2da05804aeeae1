import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { lockFile } from "./paths.ts";
import { startOf } from "./processes.ts";

/** Takes the machine for this run. Throws if another run has it; a run that was killed has it no more. */
export function takeLock(): void {
  const own = `${process.pid} ${startOf(process.pid)}`;
  const holder = readLock();
  if (holder) {
    const [pid = "", started] = holder.split(" ");
    if (started !== undefined && startOf(Number(pid)) === started)
      throw new Error(`another run is under way on this machine: process ${pid}`);
    rmSync(lockFile, { force: true });
  }
  writeFileSync(lockFile, own, { flag: "wx" });
  process.once("exit", () => {
    if (readLock() === own) rmSync(lockFile, { force: true });
  });
}

function readLock(): string | undefined {
  try {
    return readFileSync(lockFile, "utf8");
  } catch {
    return undefined;
  }
}
