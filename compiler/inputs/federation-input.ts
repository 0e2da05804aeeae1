import { basename, dirname } from "node:path";
import type { CompileOptions } from "../compile.ts";
import { Failure } from "../findings/failure.ts";
import { Source } from "../findings/source.ts";
import { clock } from "./clock.ts";
import { decodeText } from "./decode-text.ts";
import { readRegularFile, readUpTo, reason } from "./regular-file.ts";
import { rootReader } from "./root-reader.ts";

/** The file that a command reads if no FILE is given. */
export const defaultFile = "federation.yaml";

/** The limit of a file if `--max-bytes` is not given. */
export const defaultMaxBytes = 8 * 1024 * 1024;

/** A federation.yaml, and everything else that compile.ts needs to compile it. */
export interface FederationInput {
  readonly source: Source;
  /** The folder that the files it names lie in. */
  readonly folder: string;
  readonly options: CompileOptions;
}

const folderHelp = "name the federation.yaml itself; a folder of overlays is what `--out` takes";

/** Reads a federation.yaml, or standard input for `-`. `help` is for those who name a folder. Throws a Failure if it cannot be read. */
export function readFederation(file: string = defaultFile, maxBytes: number = defaultMaxBytes, help = folderHelp): FederationInput {
  const folder = file === "-" ? "." : dirname(file);
  return { source: readSourceFile(file, maxBytes, help), folder, options: { readFile: rootReader(folder), ...clock(), maxBytes } };
}

/** Reads a file, or standard input for `-`; little more than `maxBytes` of it. Throws a Failure if it cannot be read. */
export function readSourceFile(file: string, maxBytes: number, help = folderHelp): Source {
  const name = file === "-" ? "standard input" : file;
  const bytes = read(file, name, maxBytes + 1, help);
  // A text that is cut off within a character is refused for its length, not for its encoding.
  const { text, wrong } = bytes.length > maxBytes ? { text: bytes.toString("latin1") } : decodeText(bytes, name);
  return new Source(name, text, wrong);
}

function read(file: string, name: string, maxBytes: number, help: string): Buffer {
  try {
    return isOpened(file) ? readOpened(file, maxBytes) : readRegularFile(file, maxBytes);
  } catch (error) {
    throw new Failure(`cannot read \`${name}\`: ${reason(error)}`, helpFor(file, error, help));
  }
}

/** Whether the shell has opened it. That may be a pipe, as in `fedc check <(…)`; any other pipe may have nobody at its other end. */
function isOpened(file: string): boolean {
  return file === "-" || /^(?:\/dev\/stdin|\/dev\/fd\/\d+|\/proc\/self\/fd\/\d+)$/.test(file);
}

function readOpened(file: string, maxBytes: number): Buffer {
  return readUpTo(file === "-" || file === "/dev/stdin" ? 0 : Number(basename(file)), maxBytes);
}

function helpFor(file: string, error: unknown, help: string): string | undefined {
  if (file === defaultFile && (error as NodeJS.ErrnoException).code === "ENOENT")
    return "`fedc init` writes one; or name yours, as in `fedc check FILE`";
  if (!(error instanceof Failure)) return undefined;
  return error.message.includes("folder") ? help : "name a file; to read what another program writes, use `-`, as in `… | fedc check -`";
}
