/** A process of its own that writes: each line it is given is `[folder, version, size, patience]`, each line it prints how that ended. */
import { createInterface } from "node:readline";
import { Refusal } from "../../compiler/7-write/refusal.ts";
import { writeOverlays } from "../../compiler/7-write/write-overlays.ts";
import { largeVersion } from "./large-version.ts";

createInterface({ input: process.stdin }).on("line", (line) => {
  const [folder, version, size, patience] = JSON.parse(line);
  process.stdout.write(`${write(folder, version, size, patience)}\n`);
});

function write(folder: string, version: number, size: number, patience: number): string {
  try {
    writeOverlays(largeVersion(version, size), folder, { patience });
    return "written";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message.replaceAll("\n", " ");
  }
}
