import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, started } from "./fedc.ts";
import type { GitHubDouble } from "./github/github-double.ts";
import { actionInside, isInside } from "./inside.ts";
import { Openssl } from "./openssl.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const openssl = new Openssl();
process.once("exit", () => openssl.remove());
export const pem: string = openssl.root({ subject: "/O=example/CN=own", days: 400 }).pem;

/** Files by path; `{ link }` is a symbolic link, `undefined` a file that goes. */
export type Files = Readonly<Record<string, string | { readonly link: string } | undefined>>;

/** What a run came to, as GitHub takes it. */
export interface Acted {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Lines that the runner obeys. */
  readonly commands: readonly string[];
}

export const token = "ghs_ActionTokenOfTheTest0123456789";
const bundle = join(root, ".github/action/index.mjs");

/** A repository with a branch that asks to be merged, and a runner that has checked out GitHub's trial of the merge. */
export class ActionRepository {
  readonly origin: string = temporaryFolder();
  readonly base: string;
  head = "";
  trial = "";

  constructor(files: Files) {
    git(this.origin, "init", "--quiet", "--template=", "--initial-branch=main");
    git(this.origin, "config", "uploadpack.allowAnySHA1InWant", "true");
    this.base = this.#commit(files, "base");
  }

  /** Commits to the branch, and has GitHub try the merge. */
  propose(files: Files): this {
    git(this.origin, "checkout", "--quiet", "-B", "topic", "main");
    this.head = this.#commit(files, "$(touch pwned) `id` ::error::title");
    const tree = git(this.origin, "rev-parse", `${this.head}^{tree}`);
    const main = git(this.origin, "rev-parse", "main");
    this.trial = git(this.origin, "commit-tree", tree, "-p", main, "-p", this.head, "-m", "Merge");
    git(this.origin, "update-ref", "refs/pull/1/merge", this.trial);
    git(this.origin, "checkout", "--quiet", "main");
    return this;
  }

  /** Commits to `main`. */
  push(files: Files): string {
    return this.#commit(files, "pushed");
  }

  /** As actions/checkout leaves it. */
  checkOut(commit: string, depth = 2, ...others: readonly string[]): string {
    const folder = temporaryFolder();
    git(folder, "init", "--quiet", "--template=");
    git(folder, "fetch", "--quiet", "--no-tags", ...(depth > 0 ? [`--depth=${depth}`] : []), `file://${this.origin}`, commit, ...others);
    git(folder, "checkout", "--quiet", "--detach", commit);
    return folder;
  }

  /** Commits a branch that nobody asks to merge. */
  branch(name: string, files: Files): string {
    git(this.origin, "checkout", "--quiet", "-B", name, "main");
    const commit = this.#commit(files, name);
    git(this.origin, "checkout", "--quiet", "main");
    return commit;
  }

  tag(name: string, commit: string): void {
    git(this.origin, "update-ref", `refs/tags/${name}`, commit);
  }

  /** Has GitHub try the merge into another commit than the newest of `main`. */
  tryInto(base: string): this {
    const tree = git(this.origin, "rev-parse", `${this.head}^{tree}`);
    this.trial = git(this.origin, "commit-tree", tree, "-p", base, "-p", this.head, "-m", "Merge");
    git(this.origin, "update-ref", "refs/pull/1/merge", this.trial);
    return this;
  }

  /** The commit of a merge queue for the pull request, which has one parent where the queue squashes. */
  mergeGroup({ squash = false, number = "1", into = "main" } = {}): {
    readonly commit: string;
    readonly payload: object;
    /** The payload after a workflow that the queue started. */
    readonly afterwards: object;
  } {
    const base = git(this.origin, "rev-parse", "main");
    const tree = git(this.origin, "rev-parse", `${this.head}^{tree}`);
    const commit = git(this.origin, "commit-tree", tree, "-p", base, ...(squash ? [] : ["-p", this.head]), "-m", "queued");
    const head_ref = `refs/heads/gh-readonly-queue/${into}/pr-${number}-${base}`;
    git(this.origin, "update-ref", head_ref, commit);
    const repository = { full_name: "org/federation", default_branch: "main" };
    const merge_group = { head_sha: commit, head_ref, base_sha: base, base_ref: "refs/heads/main" };
    const workflow_run = { event: "merge_group", head_sha: commit, head_branch: head_ref.slice("refs/heads/".length), pull_requests: [] };
    const afterwards = { action: "completed", workflow_run, repository };
    return { commit, payload: { action: "checks_requested", merge_group, repository }, afterwards };
  }

  pullRequest({ fork = false, title = "a change", into = "main" } = {}): object {
    const repository = { full_name: "org/federation", default_branch: "main" };
    return {
      number: 1,
      repository,
      pull_request: {
        number: 1,
        title,
        body: title,
        user: { login: "somebody" },
        head: { ref: "topic", sha: this.head, repo: { full_name: fork ? "somebody/federation" : "org/federation", fork } },
        base: { ref: into, sha: this.base, repo: { full_name: "org/federation" } },
      },
    };
  }

  #commit(files: Files, message: string): string {
    for (const [path, content] of Object.entries(files)) {
      const at = join(this.origin, path);
      mkdirSync(dirname(at), { recursive: true });
      if (content === undefined || typeof content === "object") execFileSync("rm", ["-f", at]);
      if (typeof content === "object") symlinkSync(content.link, at);
      else if (content !== undefined) writeFileSync(at, content);
    }
    git(this.origin, "add", "--all");
    git(this.origin, "commit", "--quiet", "--allow-empty", "-m", message);
    return git(this.origin, "rev-parse", "HEAD");
  }
}

export interface Step {
  readonly event: string;
  readonly payload: object;
  readonly folder: string;
  readonly sha: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly github?: GitHubDouble;
  /** Whether it is what the repository holds as a bundle, in a process of its own. */
  readonly bundled?: boolean;
}

/** Runs the Action as GitHub's runner does: in the workspace, told by variables and files alone. */
export async function act({ event, payload, folder, sha, inputs = {}, environment = {}, github, bundled = false }: Step): Promise<Acted> {
  const files = temporaryFolder();
  const [output, summary, happened] = ["output", "summary", "event.json"].map((name) => join(files, name)) as [string, string, string];
  writeFileSync(output, "");
  writeFileSync(summary, "");
  writeFileSync(happened, JSON.stringify(payload));
  const given = { token, comment: "true", mode: "auto", file: "federation.yaml", "fail-on": "error", ...inputs };
  const env = {
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: happened,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: "org/federation",
    GITHUB_SHA: sha,
    GITHUB_API_URL: github?.url ?? "http://127.0.0.1:9",
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...environment,
  };
  const { status, stdout, stderr } =
    bundled || isInside() ? await started(bundle, [], folder, env).result : await actionInside(folder, env);
  const all = [stdout, stderr, readFileSync(summary, "utf8"), readFileSync(output, "utf8")];
  const tokens = Object.entries(given).flatMap(([name, value]) => (name.includes("token") && value !== "" ? [value] : []));
  for (const text of all) if (tokens.some((secret) => text.includes(secret))) throw new Error("the token was shown");
  if (existsSync(join(folder, "pwned"))) throw new Error("something of the pull request was run");
  return { status, stdout, stderr, summary: all[2] ?? "", outputs: outputsIn(all[3] ?? ""), commands: obeyed(stdout) };
}

function git(folder: string, ...words: readonly string[]): string {
  // Without housekeeping, which is one more process for each commit and each fetch.
  const settings = ["user.name=t", "user.email=t@example.org", "maintenance.auto=false", "gc.auto=0"].flatMap((one) => ["-c", one]);
  return execFileSync("git", ["-C", folder, ...settings, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** As the runner reads the file: a name, a word that ends the value, the value. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  const lines = text.split("\n");
  for (let i = 0; i < lines.length - 1; i += 1) {
    const [, name = "", end = ""] = /^([\w-]+)<<(.+)$/.exec(lines[i] ?? "") ?? [];
    const last = lines.indexOf(end, i + 1);
    if (name === "" || last === -1) throw new Error(`the runner would refuse the output ${lines[i]}`);
    found[name] = lines.slice(i + 1, last).join("\n");
    i = last;
  }
  return found;
}

/** As the runner reads standard output: `::` begins a command, `##[` one of the old kind anywhere, unless commands are stopped. */
function obeyed(stdout: string): readonly string[] {
  const commands: string[] = [];
  let until: string | undefined;
  for (const line of stdout.split(/\r\n|\r|\n/)) {
    const text = line.trimStart();
    if (until !== undefined) {
      if (text === `::${until}::`) until = undefined;
      continue;
    }
    if (text.startsWith("::stop-commands::")) until = text.slice("::stop-commands::".length);
    else if (text.startsWith("::") || text.includes("##[")) commands.push(text);
  }
  if (until !== undefined) throw new Error("commands stay stopped");
  return commands;
}
