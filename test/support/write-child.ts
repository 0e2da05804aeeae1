/** A process of its own that writes: each line it is given is `[folder, version, size, patience, stop]`, each line it prints how that ended. */
import { createInterface } from "node:readline";
import { Refusal } from "../../compiler/7-write/refusal.ts";
import { writeOverlays } from "../../compiler/7-write/write-overlays.ts";
import { largeVersion } from "./large-version.ts";
import { type Stop, stoppingDisk } from "./stopping-disk.ts";

createInterface({ input: process.stdin }).on("line", (line) => {
  const [folder, version, size, patience, stop] = JSON.parse(line);
  process.stdout.write(`${write(folder, version, size, patience, stop)}\n`);
});

function write(folder: string, version: number, size: number, patience: number, stop: Stop | null): string {
  try {
    writeOverlays(largeVersion(version, size), folder, { patience, ...(stop && { disk: stoppingDisk(stop) }) });
    return "written";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message.replaceAll("\n", " ");
  }
}
