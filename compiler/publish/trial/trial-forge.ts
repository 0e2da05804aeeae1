import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Failure } from "../../findings/failure.ts";
import type { DesiredPullRequest, Forge, PullRequest, PullRequestText } from "../forges/forge.ts";
import { GitExit } from "../git/git-process.ts";
import { localGit } from "../git/local-git.ts";

/** A proposal as the file beside a bare repository holds it. */
interface StoredProposal extends PullRequestText {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  /** The commit of the branch when fedc wrote this last. */
  readonly commit: string;
  /** Why fedc closed it. */
  readonly closed?: string;
}

/** A proposal, and what became of it. */
interface Proposed extends StoredProposal {
  readonly state: PullRequest["state"];
}

/**
 * Pull requests of a bare repository on this machine. git alone tells what became of one: it is merged once the base branch has its commit, and
 * declined once its branch is deleted before that.
 */
export class TrialForge implements Forge {
  readonly #bare: string;
  /** The file that lists proposals for people. */
  readonly #listing: string;

  constructor(bare: string, listing: string) {
    this.#bare = bare;
    this.#listing = listing;
  }

  async find(head: string, base: string): Promise<PullRequest | undefined> {
    const ours = (await proposalsIn(this.#bare)).filter((one) => one.head === head && one.base === base).reverse();
    const found = ours.find(({ state }) => state === "open") ?? ours[0];
    return found && this.#asPullRequest(found);
  }

  async open(desired: DesiredPullRequest): Promise<PullRequest> {
    const open = await this.find(desired.head, desired.base);
    if (open?.state === "open") return this.update(open, desired);
    const { title, body, labels, reviewers, head, base } = desired;
    const commit = (await commitOf(this.#bare, head)) ?? "";
    const all = storedIn(this.#bare);
    const proposal: StoredProposal = { number: all.length + 1, head, base, commit, title, body, labels, reviewers };
    this.#store([...all, proposal]);
    return this.#asPullRequest({ ...proposal, state: "open" });
  }

  async update({ number }: PullRequest, { title, body, labels, reviewers }: PullRequestText): Promise<PullRequest> {
    const all = storedIn(this.#bare);
    const found = all.find((one) => one.number === number);
    if (!found) throw new Failure(`\`${storeOf(this.#bare)}\` has no proposal ${number}`, "publish again");
    const changed = { ...found, title, body, labels, reviewers, commit: (await commitOf(this.#bare, found.head)) ?? found.commit };
    this.#store(all.map((one) => (one === found ? changed : one)));
    return this.#asPullRequest({ ...changed, state: "open" });
  }

  async close({ number }: PullRequest, comment: string): Promise<void> {
    this.#store(storedIn(this.#bare).map((one) => (one.number === number ? { ...one, closed: comment } : one)));
  }

  #store(proposals: readonly StoredProposal[]): void {
    // In one step, so that a run that is killed leaves a whole file.
    const path = storeOf(this.#bare);
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(proposals, undefined, 2)}\n`);
    renameSync(fresh, path);
  }

  #asPullRequest({ number, state, commit, title, body, labels, reviewers }: Proposed): PullRequest {
    return { number, url: this.#listing, state, headCommit: commit, text: { title, body, labels, reviewers } };
  }
}

/** The proposals of a bare repository, the oldest first. */
export async function proposalsIn(bare: string): Promise<readonly Proposed[]> {
  const all: Proposed[] = [];
  for (const proposal of storedIn(bare)) {
    const there = await commitOf(bare, proposal.head);
    const isMerged = await isInBranch(bare, there ?? proposal.commit, proposal.base);
    const state = proposal.closed !== undefined ? "closed" : isMerged ? "merged" : there === undefined ? "closed" : "open";
    all.push({ ...proposal, state });
  }
  return all;
}

function storeOf(bare: string): string {
  return bare.replace(/\.git$/, ".proposals.json");
}

function storedIn(bare: string): readonly StoredProposal[] {
  const path = storeOf(bare);
  if (!existsSync(path)) return [];
  try {
    const stored: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (Array.isArray(stored) && stored.every(isProposal)) return stored;
  } catch {
    // The help below is the same for any damage.
  }
  throw new Failure(`\`${path}\` is not what fedc wrote there`, "restore it, or begin with a new folder");
}

const textFields = ["head", "base", "commit", "title", "body"] as const;

function isProposal(stored: unknown): stored is StoredProposal {
  if (typeof stored !== "object" || stored === null) return false;
  const proposal: Partial<Record<keyof StoredProposal, unknown>> = stored;
  return (
    typeof proposal.number === "number" &&
    textFields.every((field) => typeof proposal[field] === "string") &&
    [proposal.labels, proposal.reviewers].every((list) => Array.isArray(list) && list.every((item) => typeof item === "string")) &&
    ["string", "undefined"].includes(typeof proposal.closed) &&
    /^[0-9a-f]*$/.test(String(proposal.commit))
  );
}

async function commitOf(bare: string, branch: string): Promise<string | undefined> {
  return answered(bare, ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]);
}

async function isInBranch(bare: string, commit: string, branch: string): Promise<boolean> {
  return (await answered(bare, ["merge-base", "--is-ancestor", commit, `refs/heads/${branch}`])) !== undefined;
}

/** What git says; undefined if it says no. */
async function answered(bare: string, words: readonly string[]): Promise<string | undefined> {
  try {
    return (await localGit(bare, ["--git-dir=.", ...words])).trim();
  } catch (error) {
    if (error instanceof GitExit) return undefined;
    throw error;
  }
}
