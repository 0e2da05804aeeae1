import { Failure } from "../findings/failure.ts";
import { errorCode } from "./disk.ts";

/** How far a run came: all files are old, some files are new (and each is whole), or all files are new. */
export type Progress = "untouched" | "unfinished" | "written";

/** The system did not allow fedc to write. */
export class WriteFailure extends Failure {
  readonly progress: Progress;

  constructor(path: string, progress: Progress, cause: unknown) {
    const help = progress === "written" ? "build again to clear away what is left over" : "fix that, then build again";
    super(`\`${path}\` could not be written: ${causeOf(cause)}; ${STATE[progress]}`, help, { cause });
    this.progress = progress;
  }
}

/** Turns the error of a system call into one that tells the state of the folder. Any other error is a bug, and passes through. */
export function asWriteFailure(error: unknown, folder: string, progress: Progress): unknown {
  return errorCode(error) === undefined ? error : new WriteFailure(folder, progress, error);
}

const STATE: Readonly<Record<Progress, string>> = {
  untouched: "the overlays are as they were",
  unfinished: "some files are new and some are old, each of them whole, and the next build finishes it",
  written: "the overlays are written, and only fedc's own scratch files are left over",
};

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: "there is no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "a name is too long for the file system",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOENT: "the folder around it is gone, or accepts no new entries",
  EIO: "the disk reports an error",
};

function causeOf(cause: unknown): string {
  const where = cause instanceof Error && "path" in cause ? ` (at \`${cause.path}\`)` : "";
  return `${systemReason(errorCode(cause) ?? "")}${where}`;
}

/** The meaning of a code of the system, such as ENOSPC. */
export function systemReason(code: string): string {
  return SENTENCES[code] ?? `the system says \`${code}\``;
}
