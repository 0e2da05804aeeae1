import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./fedc.ts";
import { GitServer } from "./git-server.ts";
import { type LargeOptions, largeFederation, type Size } from "./large-federation.ts";
import { measured, type Program } from "./measured.ts";
import { newRoots } from "./new-roots.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const main: string = join(root, "dist/cli/main.js");
const person = {
  GIT_AUTHOR_NAME: "somebody",
  GIT_AUTHOR_EMAIL: "somebody@example.com",
  GIT_COMMITTER_NAME: "somebody",
  GIT_COMMITTER_EMAIL: "somebody@example.com",
};

/** A federation of some size with a root per cluster, in a folder of its own, and the programs that read it. */
export class MeasuredFederation {
  readonly folder: string = temporaryFolder();
  readonly file: string = join(this.folder, "federation.yaml");
  /** Where it is built once, so that building again changes nothing. */
  readonly out: string = join(this.folder, "out");
  readonly #text: string;
  readonly #keptFolders: number;
  /** Folders for builds that were handed out. */
  #folders = 0;
  #built: Promise<unknown> | undefined;
  #committed = false;
  /** Undefined if it is not published. */
  #server: GitServer | undefined;

  constructor(size: Size, options: LargeOptions = {}) {
    this.#text = largeFederation(size, { roots: newRoots(size.clusters), ...options });
    writeFileSync(this.file, this.#text);
    this.#keptFolders = size.clusters > 10 ? 0 : 100;
  }

  /** The same federation with a git repository per cluster, which holds what is built. */
  static async delivered(size: Size): Promise<MeasuredFederation> {
    const server = await GitServer.start();
    const federation = new MeasuredFederation(size, { repositories: `${server.origin}/large/`, delivery: "commit" });
    federation.#server = server;
    await federation.built();
    for (let i = 0; i < size.clusters; i++) seedRepository(server, join(federation.out, `cluster-${i}`), `cluster-${i}`);
    return federation;
  }

  close(): Promise<void> | undefined {
    return this.#server?.close();
  }

  fedc(...args: readonly string[]): Program {
    return { args: [main, ...args], cwd: this.folder, ...(this.#server && { env: this.#server.environment }) };
  }

  build(out: string, ...args: readonly string[]): Program {
    return this.fedc("build", "federation.yaml", "--max-bytes", "100000000", "--out", out, ...args);
  }

  jsYaml(): Program {
    return { args: [join(root, "test/support/js-yaml-reference.mjs"), this.file, this.fresh()] };
  }

  /**
   * A folder that is not there yet. File systems take longer to make files just after they removed others: ext4 passes over inodes that were freed
   * within the last seconds. So the last folders stay, as long as they are small.
   */
  fresh(): string {
    const folderAt = (number: number) => join(this.folder, `fresh-${number}`);
    rmSync(folderAt(this.#folders - this.#keptFolders), { recursive: true, force: true });
    return folderAt(++this.#folders);
  }

  built(): Promise<unknown> {
    this.#built ??= measured(this.build(this.out, "--no-verify"));
    return this.#built;
  }

  /** Commits the file, so that `HEAD` has it, and then takes a method from its first grant. */
  changeMethod(): void {
    this.#change("methods: [GET, POST]", "methods: [GET]");
  }

  /** Commits the file, and then lets a cluster take no part any more. */
  dropCluster(): void {
    this.#change("  cluster-7:\n", "  cluster-7:\n    inactive: it leaves\n");
  }

  restore(): void {
    writeFileSync(this.file, this.#text);
  }

  #change(from: string, to: string): void {
    this.restore();
    if (!this.#committed) commitFederation(this.folder);
    this.#committed = true;
    writeFileSync(this.file, this.#text.replace(from, to));
  }
}

function commitFederation(folder: string): void {
  const git = (...words: readonly string[]) => execFileSync("git", ["-C", folder, ...words], { env: { ...process.env, ...person } });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "federation.yaml");
  git("commit", "--quiet", "--message", "federation");
}

/** Makes a repository whose branch has an overlay from a folder under `federation/`. */
function seedRepository(server: GitServer, overlay: string, cluster: string): void {
  const { folder } = server.make(`large/${cluster}`);
  const index = join(folder, "seed-index");
  const git = (words: readonly string[], input = "") =>
    execFileSync("git", ["--git-dir", folder, ...words], {
      encoding: "utf8",
      input,
      env: { ...process.env, ...person, GIT_INDEX_FILE: index },
    }).trim();
  git(["--work-tree", overlay, "add", "--all", "."]);
  const tree = git(["mktree"], `040000 tree ${git(["write-tree"])}\tfederation\n`);
  git(["update-ref", "refs/heads/main", git(["commit-tree", tree, "-m", "overlay"])]);
}
