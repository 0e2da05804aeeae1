import { realpathSync } from "node:fs";
import { basename, dirname, posix } from "node:path";
import { type SimpleGit, simpleGit } from "simple-git";
import type { ReadFile } from "../1-load/load.ts";
import { Failure } from "../findings/failure.ts";

/** More than any bundle of certificates needs. */
const mostRootBytes = 1024 * 1024;

/** Nothing is fetched, even where objects are missing, nothing asks, nothing is locked. */
const quiet = { GIT_ALLOW_PROTOCOL: "none", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/** What git needs of the environment; a `GIT_DIR` of a hook that runs fedc would lead to another repository. */
const kept = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"];

/** A file as it is at a revision of the repository that it lies in. */
export interface FileAtRevision {
  readonly text: string;
  /** When the revision was committed. */
  readonly time: Date;
  /** Texts of files in its folder, by their path from there. */
  readRoots(paths: readonly string[]): Promise<ReadFile>;
}

/** Reads a file at a revision by git's plumbing alone: no hook, filter or network. Throws a Failure where it is not to be had. */
export async function fileAtRevision(file: string, revision: string, maxBytes: number): Promise<FileAtRevision> {
  if (revision.startsWith("-") || /[\0\r\n]/.test(revision)) throw noRevision(revision);
  const git = gitIn(dirname(file));
  const prefix = (await tried(git, ["rev-parse", "--show-prefix"], () => noRepository(file))).trimEnd();
  const asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const commit = (await tried(git, asked, () => noRevision(revision))).trim();
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
      for (const one of paths) texts.set(one, await blobAt(git, commit, posix.join(prefix, one), mostRootBytes));
      return (one) => texts.get(one) ?? { problem: "there is no such file" };
    },
  };
}

/** git in a folder, without hooks, filters or network. Throws a Failure where there is no such folder. */
export function gitIn(folder: string): SimpleGit {
  const environment = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
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

async function blobAt(git: SimpleGit, commit: string, path: string, most: number): Promise<ReturnType<ReadFile>> {
  const listed = await tried(git, ["--literal-pathspecs", "ls-tree", "-z", "--long", "--full-tree", commit, "--", path]);
  const [, mode, kind, object = "", size] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(listed) ?? [];
  if (kind === undefined) return { problem: "there is no such file" };
  if (kind !== "blob" || mode === "120000") return { problem: "it is no file, or a link" };
  if (Number(size) > most) return { problem: `it is larger than ${most} bytes` };
  return { text: await tried(git, ["cat-file", "blob", object]) };
}

async function tried(git: SimpleGit, words: string[], failure?: () => Failure): Promise<string> {
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
    `\`${revision}\` is no revision of the repository`,
    "name a commit, branch or tag: `--base HEAD`, `--base origin/main`",
  );
}

function noRepository(file: string): Failure {
  return new Failure(`\`${file}\` lies in no git repository`, "compare with overlays instead: `--out DIR`");
}
