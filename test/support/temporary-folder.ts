import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes when the test process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(root(), "fedc-test-"));
  folders.push(folder);
  return folder;
}

/** In memory where that is to be had: the tests make and remove many thousands of files. */
function root(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}
