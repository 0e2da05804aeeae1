import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { ReadInventory } from "../compile.ts";
import { Failure } from "../findings/failure.ts";
import { ClusterInventory, StandingInventory } from "../inventory/cluster-inventory.ts";
import { type DumpContents, readDump } from "../inventory/read-dump.ts";
import { decodeText } from "./decode-text.ts";
import { readRegularFile, reason } from "./regular-file.ts";

const manifest = /\.(?:ya?ml|json)$/i;
const skipped = /^(?:\.|node_modules$)/;
/** A dump of a large cluster is a few dozen megabytes. */
const maxDumpBytes = 512 * 1024 * 1024;
const maxDepth = 24;

const help = "`fedc inventory --print-commands` prints the commands that make a dump";

/** Reads the dumps that `--inventory` gives, when it is known which clusters there are; undefined if none is given. */
export function inventoryReader(given: readonly string[]): ReadInventory | undefined {
  let read: StandingInventory | undefined;
  // An edit examines its file after every step, and what stands stays the same.
  return given.length === 0 ? undefined : (clusters) => (read ??= readDumps(given, clusters));
}

/**
 * Reads what `--inventory` names: `CLUSTER=PATH`, or a folder with a folder or file for each cluster. Throws a Failure if a path cannot be read
 * or a cluster is not known. `known` are the clusters of the federation; undefined if every name is one.
 */
export function readDumps(given: readonly string[], known: readonly string[] | undefined): StandingInventory {
  const paths = new Map<string, string>();
  const unread: string[] = [];
  for (const text of given) {
    const named = /^([a-z0-9-]+)=(.+)$/s.exec(text);
    const all = named ? [[named[1] ?? "", named[2] ?? ""] as const] : dumpsIn(text);
    const found = named || !known ? all : all.filter(([name]) => known.includes(name));
    if (found.length === 0) throw noDump(text, known);
    unread.push(...all.filter((one) => !found.includes(one)).map(([name]) => name));
    for (const [cluster, path] of found) {
      if (known && !known.includes(cluster))
        throw new Failure(`\`--inventory ${text}\` names \`${cluster}\`, which is no cluster of the federation`, "it is CLUSTER=DIR");
      if (paths.has(cluster)) throw new Failure(`there are two dumps for \`${cluster}\``, "put both into one folder");
      paths.set(cluster, path);
    }
  }
  return new StandingInventory(
    [...paths].map(([cluster, path]) => clusterInventoryAt(cluster, path)),
    unread,
  );
}

/** Reads the dump of one cluster: a file, or every manifest in a folder and below. */
export function clusterInventoryAt(cluster: string, path: string): ClusterInventory {
  const contents = filesAt(path).map((file) =>
    isDirectory(file) ? unreadFile(file, "is behind a link to a folder, which is not followed") : contentsOf(file),
  );
  if (contents.every(({ foreign, doubts, group }) => foreign && doubts.length === 0 && group === undefined))
    throw new Failure(`\`${path}\` holds no object of Kubernetes`, help);
  return new ClusterInventory(cluster, path, contents);
}

function contentsOf(file: string): DumpContents {
  const bytes = bytesOf(file);
  if (typeof bytes === "string") return unreadFile(file, `cannot be read: ${bytes}`);
  const { text, wrong, isMarked } = decodeText(bytes, file);
  // Windows redirects the output of a command into UTF-16, and its mark says so.
  if (bytes.length <= maxDumpBytes && (!wrong || isMarked)) return readDump(file, text);
  const problem = wrong ? "is not UTF-8 text" : "is larger than 512 MiB";
  return unreadFile(file, problem);
}

function unreadFile(file: string, problem: string): DumpContents {
  return { objects: [], group: undefined, others: [], doubts: [{ file, line: 1, problem, unread: true }], foreign: true };
}

/** The reason as a text if it cannot be read: every other file still counts. */
function bytesOf(file: string): Buffer | string {
  try {
    return readRegularFile(file, maxDumpBytes + 1);
  } catch (error) {
    return reason(error);
  }
}

/** What a folder holds that could be the dump of a cluster of that name. */
function dumpsIn(folder: string): readonly (readonly [name: string, path: string])[] {
  const entries = entriesOf(folder).filter(({ name }) => !skipped.test(name));
  return entries.flatMap((entry) => {
    const name = isFolder(folder, entry) ? entry.name : manifest.test(entry.name) ? entry.name.replace(manifest, "") : undefined;
    return name === undefined ? [] : [[name, join(folder, entry.name)] as const];
  });
}

function noDump(folder: string, known: readonly string[] | undefined): Failure {
  const whose = known ? ` for ${known.length === 1 ? "it" : "one of them"}` : "";
  return new Failure(
    `\`${folder}\` holds no folder named like a cluster${whose}`,
    known ? `name the cluster: \`--inventory ${known[0] ?? "CLUSTER"}=${folder}\`` : "it holds a folder or a file for each cluster",
  );
}

function filesAt(path: string, depth = 0): readonly string[] {
  if (depth === 0 && isFile(path)) return [path];
  if (depth > maxDepth) return [];
  return entriesOf(path)
    .filter(({ name }) => !skipped.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const own = join(path, entry.name);
      if (entry.isDirectory()) return filesAt(own, depth + 1);
      // A link to a folder could lead in a circle, or out of the dump. One that leads nowhere cannot be read.
      if (entry.isSymbolicLink() && !isFile(own)) return isFolder(path, entry) || manifest.test(own) ? [own] : [];
      return manifest.test(basename(own)) && isFile(own) ? [own] : [];
    });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new Failure(`cannot read \`${folder}\`: ${reason(error)}`, help);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isFolder(folder: string, entry: Dirent): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && isDirectory(join(folder, entry.name)));
}
