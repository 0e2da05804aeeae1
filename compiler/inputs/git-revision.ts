import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import type { ReadFile } from "../1-load/load.ts";
import { Failure } from "../findings/failure.ts";
import { GitExit } from "../publish/git/git-process.ts";
import { localGit } from "../publish/git/local-git.ts";
import { maxRootBytes } from "./root-reader.ts";

/** Former names of larger files are not found. */
const maxFormerBytes = 8 * 1024 * 1024;

/** A file as it is at a revision of the repository that it lies in. */
interface FileAtRevision {
  readonly text: string;
  /** Its path in the repository, if it had another name at that revision. */
  readonly formerPath: string | undefined;
  /** When the revision was committed. */
  readonly time: Date;
  /** Reads files at the same revision, by their paths from the folder of this one. */
  readRoots(paths: readonly string[]): Promise<ReadFile>;
}

/** Reads a file at a revision by git's plumbing alone: without hooks, filters or network. Throws a Failure if git cannot give it. */
export async function fileAtRevision(file: string, revision: string, maxBytes: number): Promise<FileAtRevision> {
  if (revision.startsWith("-") || /[\0\r\n]/.test(revision)) throw noRevision(revision);
  const folder = dirname(file);
  const { commit, prefix } = await commitOf(folder, file, revision);
  const path = `${prefix}${basename(file)}`;
  const formerPath = (await isBlob(folder, commit, path)) ? undefined : await renamedFrom(folder, commit, file);
  const read = await blobAt(folder, commit, formerPath ?? path, maxBytes);
  if ("problem" in read)
    throw new Failure(`cannot read \`${path}\` at \`${revision}\`: ${read.problem}`, "choose a revision that has the file");
  const [seconds] = (await run(folder, ["rev-list", "--max-count=1", "--timestamp", commit])).split(" ");
  return {
    text: read.text,
    formerPath,
    time: new Date(Number(seconds) * 1000),
    readRoots: async (paths) => {
      const texts = new Map<string, ReturnType<ReadFile>>();
      for (const root of paths)
        texts.set(root, await blobAt(folder, commit, posix.join(formerPath ? posix.dirname(formerPath) : prefix, root), maxRootBytes));
      return (root) => texts.get(root) ?? { problem: "there is no such file" };
    },
  };
}

/** Whether a revision has the file, under its present name or a former one. Throws a Failure if git cannot tell. */
export async function isAtRevision(file: string, revision: string): Promise<boolean> {
  const folder = dirname(file);
  const { commit, prefix } = await commitOf(folder, file, revision);
  return (await isBlob(folder, commit, `${prefix}${basename(file)}`)) || (await renamedFrom(folder, commit, file)) !== undefined;
}

async function commitOf(folder: string, file: string, revision: string): Promise<{ readonly commit: string; readonly prefix: string }> {
  const prefix = (await run(folder, ["rev-parse", "--show-prefix"], () => noRepository(file))).trimEnd();
  const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const commit = (await run(folder, words, () => noRevision(revision))).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw noRevision(revision);
  return { commit, prefix };
}

async function isBlob(folder: string, commit: string, path: string): Promise<boolean> {
  return (await run(folder, ["--literal-pathspecs", "ls-tree", "--name-only", "--full-tree", commit, "--", path])).trim() !== "";
}

/**
 * The path that a file had at a revision. It is a federation that is gone now; of several, the one that shares most lines with the file. Likeness
 * alone does not decide: a change could rename the file and rewrite it, and its former owners would not be asked.
 */
async function renamedFrom(folder: string, commit: string, file: string): Promise<string | undefined> {
  const top = (await run(folder, ["rev-parse", "--show-toplevel"])).trimEnd();
  const paths = (await run(folder, ["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])).split("\0");
  const gone = paths.filter((path) => /\.ya?ml$/.test(path) && !existsSync(join(top, path)));
  const lines = new Set(readFileSync(file, "utf8").split("\n"));
  let best: { readonly path: string; readonly shared: number } | undefined;
  for (const path of gone) {
    const read = await blobAt(folder, commit, path, maxFormerBytes);
    if (!("text" in read) || !/kind["']?\s*:\s*["']?Federation/.test(read.text)) continue;
    const shared = read.text.split("\n").filter((line) => lines.has(line)).length;
    if (!best || shared > best.shared) best = { path, shared };
  }
  return best?.path;
}

async function blobAt(folder: string, commit: string, path: string, maxBytes: number): Promise<ReturnType<ReadFile>> {
  const listed = await run(folder, ["--literal-pathspecs", "ls-tree", "-z", "--long", "--full-tree", commit, "--", path]);
  const [, mode, kind, object = "", size] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed) ?? [];
  if (kind === undefined) return { problem: "there is no such file" };
  if (kind !== "blob" || mode === "120000") return { problem: "it is not a file, or it is a link" };
  if (Number(size) > maxBytes) return { problem: `it is larger than ${maxBytes} bytes` };
  return { text: await run(folder, ["cat-file", "blob", object]) };
}

async function run(folder: string, words: readonly string[], failure?: () => Failure): Promise<string> {
  try {
    return await localGit(folder, words);
  } catch (error) {
    if (!(error instanceof GitExit)) throw error;
    const reason = error.message.trim().split("\n")[0] ?? "";
    if (/dubious ownership/.test(reason))
      throw new Failure(`git refuses: ${reason}`, "to trust the repository, run `git config --global --add safe.directory PATH`");
    throw failure?.() ?? new Failure(`git failed: ${reason}`);
  }
}

function noRevision(revision: string): Failure {
  return new Failure(
    `\`${revision}\` is not a revision of the repository`,
    "name a commit, branch or tag: `--base HEAD`, `--base origin/main`",
  );
}

function noRepository(file: string): Failure {
  return new Failure(`\`${file}\` does not lie in a git repository`, "compare with overlays instead: `--out DIR`");
}
