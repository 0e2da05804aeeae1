import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommitText, type SigningKey, signedCommit } from "./commit-signature.ts";
import { GitFailure, locally } from "./git-failure.ts";
import type { ObjectFormat } from "./object-ids.ts";
import { bytesOfGit, type GitPlace, runGit } from "./run-git.ts";

/** An entry of a git tree: its mode in git's own six digits. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/** The parts of a commit that fedc reads. */
export interface CommitFacts {
  readonly id: string;
  readonly parents: readonly string[];
  readonly committer: string;
  readonly message: string;
}

/** A commit to make; an undefined text removes a file. */
export interface NewCommit extends CommitText {
  readonly parent: string | undefined;
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** A remote repository. git's plumbing reaches it through a bare repository without files that fedc makes for it. */
export class Remote {
  readonly #place: GitPlace;
  #made: ObjectFormat | undefined;
  /** The last answers by the names asked for, the commits of branches in them, and the depth to which these were fetched. */
  readonly #answers = new Map<string, ReadonlyMap<string, string>>();
  readonly #seen = new Map<string, string>();
  readonly #fetched = new Map<string, { readonly commit: string; readonly depth: number }>();
  readonly #texts = new Map<string, string>();

  /** The bare repository is made with the first fetch or commit. */
  constructor(place: GitPlace) {
    this.#place = place;
  }

  /** Asks for the commits of branches. Branches that do not exist are missing. A name may end in the wildcard `*`. */
  async branches(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const refs = await this.#lsRemote(names.map((name) => `refs/heads/${name}`));
    const found = new Map([...refs].map(([ref, id]) => [ref.slice("refs/heads/".length), id]));
    for (const [name, id] of found) this.#seen.set(name, id);
    this.#answers.set(names.join("\n"), found);
    return found;
  }

  /** The commits of branches as this run saw them last. Asks only if it has not seen them. */
  async known(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#answers.get(names.join("\n")) ?? this.branches(names);
  }

  /** Whether the repository has no branch. */
  async isEmpty(): Promise<boolean> {
    return (await this.#lsRemote(["refs/heads/*"])).size === 0;
  }

  /** Fetches the commits of branches with their folders and without files, and returns their ids. */
  async fetch(
    branches: readonly string[],
    format: ObjectFormat,
    depth: number,
    filter = "blob:none",
  ): Promise<ReadonlyMap<string, string>> {
    const earlier = branches.map((name) => [name, this.#fetched.get(name)] as const);
    if (filter === "blob:none" && earlier.every(([name, one]) => one && one.depth >= depth && one.commit === this.#seen.get(name)))
      return new Map(earlier.map(([name, one]) => [name, one?.commit ?? ""]));
    this.#make(format);
    const specs = branches.map((name) => `+refs/heads/${name}:refs/fedc/${name}`);
    const how = [`--depth=${depth}`, `--filter=${filter}`, "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--quiet"];
    await runGit(this.#place, ["fetch", ...how, "origin", ...specs]);
    // git has just written these files. Reading them saves one run of git per repository.
    const { folder } = this.#place;
    const read = (name: string) => readFileSync(join(folder, "refs/fedc", name), "utf8").trim();
    const found = new Map(branches.map((name) => [name, locally(folder, () => read(name))]));
    if (filter === "blob:none") for (const [name, commit] of found) this.#fetched.set(name, { commit, depth });
    return found;
  }

  /** The entries at these paths and below, and the folders down to them. */
  async list(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, TreeEntry>> {
    const deepest = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
    const listed = parseTree(
      await runGit(this.#place, ["--literal-pathspecs", "ls-tree", "-r", "-t", "-z", "--full-tree", commit, "--", ...deepest]),
    );
    // git lists neither a file or link at the path of a folder, nor the paths below it. So ask for the topmost of these alone.
    const hidden = paths.filter((path) => !listed.has(path) && !deepest.includes(path));
    for (const path of hidden.filter((path) => !hidden.some((other) => path.startsWith(`${other}/`))))
      for (const [at, entry] of parseTree(
        await runGit(this.#place, ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", path]),
      ))
        listed.set(at, entry);
    return listed;
  }

  /** Fetches the texts of files all at once. */
  async texts(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const missing = [...new Set(ids)].filter((id) => !this.#texts.has(id));
    if (missing.length > 0) for (const [id, text] of await this.#fetchTexts(missing)) this.#texts.set(id, text);
    return only(this.#texts, ids);
  }

  async #fetchTexts(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const how = ["--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--quiet", "--filter=blob:none"];
    // Servers that do not support this request have sent the files before. If a file is missing all the same, the next step fails.
    await runGit(this.#place, [...asNew, "fetch", ...how, "--stdin", "origin"], `${ids.join("\n")}\n`).catch(() => undefined);
    return parseBatch(await bytesOfGit(this.#place, ["cat-file", "--batch"], `${ids.join("\n")}\n`), this.#place.address);
  }

  /** The latest fetched commits, beginning with the given one. With `straight`, only first parents. */
  async history(commit: string, max: number, { straight = false } = {}): Promise<readonly CommitFacts[]> {
    const format = "--format=%H%x00%P%x00%cn <%ce>%x00%B%x00%x01";
    const how = [`--max-count=${max}`, ...(straight ? ["--first-parent"] : []), "--no-show-signature", "--no-color", format];
    const log = await runGit(this.#place, ["log", ...how, commit, "--"]);
    return log.split("\0\u0001").flatMap((record) => {
      const [id = "", parents = "", committer = "", message = ""] = record.trimStart().split("\0");
      return id === "" ? [] : [{ id, parents: parents.split(" ").filter((one) => one !== ""), committer, message }];
    });
  }

  /** The paths in which two commits differ. */
  async changedPaths(before: string, after: string): Promise<readonly string[]> {
    const words = ["diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--name-only", before, after];
    return (await runGit(this.#place, words)).split("\0").filter((path) => path !== "");
  }

  /** Makes a commit without pushing it, and returns its id. */
  async commit(desired: NewCommit, format: ObjectFormat): Promise<string> {
    this.#make(format);
    const printed = await runGit(this.#place, ["fast-import", "--quiet", "--done", "--force"], importStream(desired));
    const id = printed.trim();
    if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFailure("other", "git fast-import named no commit");
    return id;
  }

  /** Makes a commit again with a signature, and returns its id. Throws a Failure if the key does not sign. */
  async signed(commit: string, desired: NewCommit, key: SigningKey): Promise<string> {
    return signedCommit(this.#place, { commit, parent: desired.parent }, desired, key);
  }

  /** The ids of objects that are named as git names them, such as `COMMIT^{tree}`; undefined for those that were not fetched. */
  async resolved(names: readonly string[]): Promise<readonly (string | undefined)[]> {
    const printed = await runGit(this.#place, ["cat-file", "--batch-check=%(objectname)"], names.map((name) => `${name}\n`).join(""));
    return printed
      .split("\n")
      .slice(0, names.length)
      .map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : undefined));
  }

  /** Fast-forwards a branch to a commit, and fails if that is not possible. */
  async fastForward(branch: string, commit: string): Promise<void> {
    await runGit(this.#place, ["push", "--quiet", "--no-verify", "origin", `${commit}:refs/heads/${branch}`]);
  }

  /** Compare-and-swap: sets the branch, or deletes it if `commit` is undefined, only if it still points at `seen`. */
  async replace(branch: string, commit: string | undefined, seen: string | undefined): Promise<void> {
    const lease = `--force-with-lease=refs/heads/${branch}:${seen ?? ""}`;
    await runGit(this.#place, ["push", "--quiet", "--no-verify", lease, "origin", `${commit ?? ""}:refs/heads/${branch}`]);
  }

  async #lsRemote(refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const printed = await runGit(this.#place, ["ls-remote", "--quiet", this.#place.address, ...refs]);
    const found = printed.split("\n").flatMap((line) => {
      const [id, ref] = line.split("\t");
      const asked = refs.some((name) => (name.endsWith("*") ? ref?.startsWith(name.slice(0, -1)) : ref === name));
      return id && ref && asked && /^[0-9a-f]{40,64}$/.test(id) ? [[ref, id] as const] : [];
    });
    return new Map(found);
  }

  /** Makes the bare repository without `git init`, so that no template of the system applies. */
  #make(format: ObjectFormat): void {
    if (this.#made === format) return;
    const { folder, address } = this.#place;
    const hashing = format === "sha256" ? "\tobjectFormat = sha256\n" : "";
    const remote = `[remote "origin"]\n\turl = ${address}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n`;
    const config = `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tpartialClone = origin\n${hashing}${remote}`;
    locally(folder, () => {
      for (const name of ["objects", "refs"]) mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, "HEAD"), "ref: refs/heads/none\n");
      writeFileSync(join(folder, "config"), config);
    });
    this.#made = format;
  }
}

/** Without this, git tells the server that it has the commit. The server then sends no files, and git asks for each one separately. */
const asNew = ["-c", "fetch.negotiationAlgorithm=noop"];

/** The entries of a map for some keys. */
function only(all: ReadonlyMap<string, string>, keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    keys.flatMap((key) => {
      const value = all.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

function parseTree(listed: string): Map<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const line of listed.split("\0")) {
    const [, mode, id, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    if (mode !== undefined && id !== undefined && path !== undefined) entries.set(path, { mode, id });
  }
  return entries;
}

/** Parses the output of `cat-file --batch`. Throws a GitFailure if a file is missing. */
function parseBatch(output: Buffer, address: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = "", kind = "", size = "0"] = output.toString("utf8", at, end).split(" ");
    at = end + 1;
    if (kind === "missing") throw new GitFailure("other", `\`${address}\` does not send the file \`${id}\``, "publish again");
    if (kind === "blob") texts.set(id, output.toString("utf8", at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

function importStream({ parent, message, files, author, committer, time }: NewCommit): Buffer {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const persons = `author ${author} ${time} +0000\ncommitter ${committer} ${time} +0000\n`;
  const head = `commit refs/fedc-new\nmark :1\n${persons}${data(message)}`;
  const removed = [...files].flatMap(([path, text]) => (text === undefined ? [`D ${quoted(path)}\n`] : []));
  const written = [...files].flatMap(([path, text]) => (text === undefined ? [] : [`M 100644 inline ${quoted(path)}\n${data(text)}`]));
  const from = parent === undefined ? "" : `from ${parent}\n`;
  return Buffer.from(`${head}${from}${removed.join("")}${written.join("")}\nget-mark :1\ndone\n`);
}

/** A path in a repository may contain any character, also a line break. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
