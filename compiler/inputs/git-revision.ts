import { realpathSync } from "node:fs";
import { basename, dirname, posix } from "node:path";
import { type SimpleGit, simpleGit } from "simple-git";
import type { ReadFile } from "../1-load/load.ts";
import { Failure } from "../findings/failure.ts";
import { maxRootBytes } from "./root-reader.ts";

/** git fetches nothing, even if objects are missing, asks nothing and takes no lock. */
const quiet = { GIT_ALLOW_PROTOCOL: "none", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/** The variables that git needs. A `GIT_DIR` of a hook that runs fedc would lead to another repository. */
const passedOn = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"];

/** A file as it is at a revision of the repository that it lies in. */
interface FileAtRevision {
  readonly text: string;
  /** When the revision was committed. */
  readonly time: Date;
  /** Reads files at the same revision, by their paths from the folder of this one. */
  readRoots(paths: readonly string[]): Promise<ReadFile>;
}

/** Reads a file at a revision by git's plumbing alone: without hooks, filters or network. Throws a Failure if git cannot give it. */
export async function fileAtRevision(file: string, revision: string, maxBytes: number): Promise<FileAtRevision> {
  if (revision.startsWith("-") || /[\0\r\n]/.test(revision)) throw noRevision(revision);
  const git = gitIn(dirname(file));
  const prefix = (await run(git, ["rev-parse", "--show-prefix"], () => noRepository(file))).trimEnd();
  const words = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const commit = (await run(git, words, () => noRevision(revision))).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw noRevision(revision);
  const path = `${prefix}${basename(file)}`;
  const read = await blobAt(git, commit, path, maxBytes);
  if ("problem" in read)
    throw new Failure(`cannot read \`${path}\` at \`${revision}\`: ${read.problem}`, "choose a revision that has the file");
  const [seconds] = (await git.raw(["rev-list", "--max-count=1", "--timestamp", commit])).split(" ");
  return {
    text: read.text,
    time: new Date(Number(seconds) * 1000),
    readRoots: async (paths) => {
      const texts = new Map<string, ReturnType<ReadFile>>();
      for (const root of paths) texts.set(root, await blobAt(git, commit, posix.join(prefix, root), maxRootBytes));
      return (root) => texts.get(root) ?? { problem: "there is no such file" };
    },
  };
}

/** git in a folder, without hooks, filters or network. Throws a Failure if the folder does not exist. */
export function gitIn(folder: string): SimpleGit {
  const environment = Object.fromEntries(passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  try {
    const git = simpleGit({
      baseDir: realpathSync(folder),
      allowEnvironment: Object.keys(quiet),
      config: ["core.fsmonitor=false", "core.hooksPath=/dev/null"],
      unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
    });
    return git.env({ ...environment, ...quiet, LC_ALL: "C" });
  } catch {
    throw new Failure(`there is no folder \`${folder}\``);
  }
}

async function blobAt(git: SimpleGit, commit: string, path: string, maxBytes: number): Promise<ReturnType<ReadFile>> {
  const listed = await run(git, ["--literal-pathspecs", "ls-tree", "-z", "--long", "--full-tree", commit, "--", path]);
  const [, mode, kind, object = "", size] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed) ?? [];
  if (kind === undefined) return { problem: "there is no such file" };
  if (kind !== "blob" || mode === "120000") return { problem: "it is not a file, or it is a link" };
  if (Number(size) > maxBytes) return { problem: `it is larger than ${maxBytes} bytes` };
  return { text: await run(git, ["cat-file", "blob", object]) };
}

async function run(git: SimpleGit, words: string[], failure?: () => Failure): Promise<string> {
  try {
    return await git.raw(words);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).trim().split("\n")[0] ?? "";
    if (/ENOENT/.test(reason)) throw new Failure("git cannot be run", "install git, or compare with overlays: `--out DIR`");
    if (/dubious ownership/.test(reason))
      throw new Failure(`git refuses: ${reason}`, "`git config --global --add safe.directory PATH` trusts it");
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
