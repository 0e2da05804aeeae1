import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../findings/failure.ts";

/** Replaces the text of a file as a whole or not at all. Links and the mode stay. Throws a Failure if the text is no longer `before`. */
export function replaceFile(file: string, before: string, after: string): void {
  const real = realpathSync(file);
  const draft = join(dirname(real), `.${basename(real)}-${process.pid}-${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(draft, after, { flag: "wx" });
    chmodSync(draft, statSync(real).mode & 0o7777);
    if (readFileSync(real, "utf8") !== before)
      throw new Failure(`\`${file}\` was changed meanwhile, and was left as it is`, "run the command again");
    renameSync(draft, real);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
