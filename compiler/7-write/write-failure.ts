import { Failure } from "../findings/failure.ts";
import { errorCode } from "./disk.ts";

/** How far a run came: overlays as before, some files new and some old (each of them whole), or all of them new. */
export type Progress = "untouched" | "unfinished" | "written";

/** The system did not let fedc write. */
export class WriteFailure extends Failure {
  readonly progress: Progress;

  constructor(path: string, progress: Progress, cause: unknown) {
    const help = progress === "written" ? "build again to clear away what is left over" : "put that right, then build again";
    super(`\`${path}\` could not be written: ${whatHappened(cause)}; ${STATE[progress]}`, help, { cause });
    this.progress = progress;
  }
}

/** Names the state of the folder after what a system call threw; anything else is a bug of ours and passes through. */
export function asWriteFailure(error: unknown, folder: string, progress: Progress): unknown {
  return errorCode(error) === undefined ? error : new WriteFailure(folder, progress, error);
}

const STATE: Readonly<Record<Progress, string>> = {
  untouched: "the overlays are as they were",
  unfinished: "some files are new and some are old, each of them whole, and the next build finishes it",
  written: "the overlays are written, and only fedc's own scratch files are left over",
};

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "there is no space left on the disk"],
  ["EDQUOT", "the disk quota is used up"],
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["EROFS", "the file system is read-only"],
  ["ENAMETOOLONG", "a name is too long for the file system"],
  ["EMFILE", "too many files are open"],
  ["ENFILE", "too many files are open"],
  ["ENOENT", "the folder around it is gone, or takes nothing new"],
  ["EIO", "the disk reports an error"],
]);

function whatHappened(cause: unknown): string {
  const code = errorCode(cause) ?? "";
  const where = cause instanceof Error && "path" in cause ? ` (at \`${cause.path}\`)` : "";
  return `${SENTENCES.get(code) ?? `the system says \`${code}\``}${where}`;
}
