import { basename, dirname } from "node:path";
import { Failure } from "../findings/failure.ts";
import { Source } from "../findings/source.ts";
import { decodeText } from "./decode-text.ts";
import { readRegularFile, readUpTo, reason } from "./regular-file.ts";

/** What is compiled where no FILE is given. */
export const defaultFile = "federation.yaml";

/** How much of a file is read where `--max-bytes` says nothing else. */
export const defaultMaxBytes = 8 * 1024 * 1024;

/** federation.yaml and the folder that the files it names lie in. */
export interface FederationInput {
  readonly source: Source;
  readonly folder: string;
}

/** Reads a federation.yaml, or standard input for `-`; little more than `maxBytes` of it. Throws a Failure where it cannot be read. */
export function readFederation(file: string = defaultFile, maxBytes: number = defaultMaxBytes): FederationInput {
  const name = file === "-" ? "standard input" : file;
  const bytes = read(file, name, maxBytes + 1);
  // What is cut off in the middle of a character is refused for its length.
  const { text, wrong } = bytes.length > maxBytes ? { text: bytes.toString("latin1") } : decodeText(bytes, name);
  return { source: new Source(name, text, wrong), folder: file === "-" ? "." : dirname(file) };
}

function read(file: string, name: string, most: number): Buffer {
  try {
    return isOpened(file) ? readOpened(file, most) : readRegularFile(file, most);
  } catch (error) {
    throw new Failure(`cannot read \`${name}\`: ${reason(error)}`, wayOut(file, error));
  }
}

/** What the shell has opened: a pipe, too, as in `fedc check <(…)`. A pipe that lies somewhere else may have nobody at its other end. */
function isOpened(file: string): boolean {
  return file === "-" || /^(?:\/dev\/stdin|\/dev\/fd\/\d+|\/proc\/self\/fd\/\d+)$/.test(file);
}

function readOpened(file: string, most: number): Buffer {
  return readUpTo(file === "-" || file === "/dev/stdin" ? 0 : Number(basename(file)), most);
}

const standardInput = "name a file; what another program writes is read by `-`, as in `… | fedc check -`";

function wayOut(file: string, error: unknown): string | undefined {
  if (file === defaultFile && (error as NodeJS.ErrnoException).code === "ENOENT")
    return "`fedc init` writes one; or name yours, as in `fedc check FILE`";
  if (!(error instanceof Failure)) return undefined;
  return error.message.includes("folder") ? "name the federation.yaml itself; a folder of overlays is what `--out` takes" : standardInput;
}
