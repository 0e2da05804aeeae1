import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, type Ran } from "./fedc.ts";
import { fedcInside } from "./inside.ts";

/** A folder with a text as federation.yaml: fedc runs in it, and `read` gives the file as it is now. */
export function inFederation(
  text: string,
  work: (run: (...args: string[]) => Promise<Ran>, read: () => string, folder: string) => Promise<void>,
): Promise<void> {
  return inFolder((folder) => {
    const file = join(folder, "federation.yaml");
    writeFileSync(file, text);
    return work(
      (...args) => fedcInside(args, folder),
      () => readFileSync(file, "utf8"),
      folder,
    );
  });
}
