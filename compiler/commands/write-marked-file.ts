import { renameSync, rmSync, writeFileSync } from "node:fs";
import { Failure } from "../findings/failure.ts";
import { readRegularFile } from "../inputs/regular-file.ts";

/**
 * Writes a file that has a mark near its beginning, as a whole or not at all. Throws a Failure if the file exists and does not have the mark: it
 * might be federation.yaml. `command` is what makes such files.
 */
export function writeMarkedFile(path: string, text: string, { mark, command }: { readonly mark: string; readonly command: string }): void {
  const existing = beginningOf(path);
  if (existing !== undefined && existing !== "" && !existing.includes(mark))
    throw new Failure(`\`${path}\` exists and was not made by ${command}, so it was left alone`, "remove it, or name another file");
  const fresh = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(fresh, text, { flag: "wx" });
    renameSync(fresh, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") rmSync(fresh, { force: true });
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: "the folder does not exist",
      EACCES: "permission denied",
      EISDIR: "it is a folder",
    };
    throw new Failure(`cannot write \`${path}\`: ${reasons[code ?? ""] ?? (code ? `the system says ${code}` : String(error))}`);
  }
}

/** The first bytes of a file; undefined if it does not exist. Anything that cannot be read or is not a file counts as foreign. */
function beginningOf(path: string): string | undefined {
  try {
    return readRegularFile(path, 200).toString("latin1");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "unreadable";
  }
}
