import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { Source } from "../findings/source.ts";
import { Failure } from "./failure.ts";

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
  if (bytes.length <= maxBytes && !isUtf8(bytes)) {
    const utf16 = ["feff", "fffe"].includes(bytes.toString("hex", 0, 2));
    const problem = utf16 ? "is saved as UTF-16" : `is not UTF-8 text: see line ${firstWrongLine(bytes)}`;
    const certificate = bytes[0] === 0x30 && bytes[1] === 0x82;
    const help = "if it is a binary certificate (DER), `openssl x509 -inform der -in FILE` gives it in PEM form";
    throw new Failure(`\`${name}\` ${problem}`, certificate ? help : "save it as UTF-8");
  }
  return { source: new Source(name, bytes.toString("utf8")), folder: file === "-" ? "." : dirname(file) };
}

function read(file: string, name: string, most: number): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = file === "-" ? 0 : openSync(file, "r");
    return readUpTo(descriptor, most);
  } catch (error) {
    throw new Failure(`cannot read \`${name}\`: ${reason(error)}`, wayOut(file, error));
  } finally {
    if (descriptor !== undefined && file !== "-") closeSync(descriptor);
  }
}

function wayOut(file: string, error: unknown): string | undefined {
  if (file === defaultFile) return "`fedc init` writes one; or name yours, as in `fedc check FILE`";
  const isFolder = (error as NodeJS.ErrnoException).code === "EISDIR";
  return isFolder ? "name the federation.yaml itself; a folder of overlays is what `--out` takes" : undefined;
}

/** The first `most` bytes of what is open; pipes too, that give a little at a time. */
export function readUpTo(descriptor: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < most) {
    const chunk = Buffer.allocUnsafe(Math.min(65536, most - length));
    const count = readSome(descriptor, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return Buffer.concat(chunks);
}

/** A pipe that Node has made non-blocking says EAGAIN while nothing is there, and on Windows EOF is an error. */
function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** A line break is never part of a longer character in UTF-8, so lines can be judged one by one. */
function firstWrongLine(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
    line += 1;
  }
  return line;
}

/** A file-system error in a few words, without the path that the message already has. */
export function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "you may not read it",
    EISDIR: "it is a folder",
    ENOTDIR: "part of its path is no folder",
    ELOOP: "its links lead in a circle",
    ENAMETOOLONG: "its name is longer than the system allows",
    ENXIO: "it is no file",
    EPERM: "you may not read it",
  };
  if (code === undefined) return String(error);
  return words[code] ?? `the system says ${code}`;
}
