import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fedc, inFolder, type Ran } from "./fedc.ts";

/** A folder with a text as federation.yaml: fedc runs in it, and `read` gives the file as it is now. */
export function inFederation(text: string, work: (run: (...args: string[]) => Ran, read: () => string, folder: string) => void): void {
  inFolder((folder) => {
    const file = join(folder, "federation.yaml");
    writeFileSync(file, text);
    work(
      (...args) => fedc(args, { cwd: folder }),
      () => readFileSync(file, "utf8"),
      folder,
    );
  });
}
