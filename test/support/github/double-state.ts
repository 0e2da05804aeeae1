import { execFileSync } from "node:child_process";

/** What GitHub knows of a repository beyond git. */
export interface DoubleRepository {
  /** Of the bare repository. */
  readonly folder: string;
  readonly collaborators: readonly string[];
  /** Teams of its owner that may be asked. */
  readonly teams: readonly string[];
  readonly pulls: DoublePull[];
  /** What accounts may do: `admin`, `write`, `read` or `none`; `write` where it is missing. */
  readonly rights: Map<string, string>;
  /** The rules of rulesets for the default branch. */
  readonly rules: object[];
  /** Every status that was written, the last one last. */
  readonly statuses: DoubleStatus[];
}

export interface DoubleStatus {
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  /** A check run, in place of a status. */
  readonly kind?: "status" | "check";
  /** Milliseconds since 1970; now where it is missing. */
  readonly at?: number;
}

export interface DoubleReview {
  readonly login: string;
  /** `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED` or `PENDING`. */
  state: string;
  /** The commit that the reviewer saw. */
  readonly commit?: string | null;
  readonly at?: string;
}

export interface DoublePull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly author: string;
  /** `owner/name` of a fork that the head is of. */
  readonly fork?: string;
  /** Where the branch stood when the pull request was closed; an open one follows its branch. */
  closedAt: string | undefined;
  state: "open" | "closed";
  merged: boolean;
  title: string;
  body: string;
  labels: string[];
  reviewers: string[];
  teams: string[];
  reviews: DoubleReview[];
  /** When it was given another base. */
  readonly baseChanges?: string[];
  comments: string[];
  /** Who wrote them, by their index: a bot where it is not said. */
  readonly commentBy?: Map<number, DoubleAuthor>;
}

export interface DoubleAuthor {
  readonly login: string;
  readonly type: "User" | "Bot";
  readonly association: string;
}

/** What a token may do. */
export interface DoubleToken {
  readonly login: string;
  readonly write: boolean;
  /** Whether it may read the members of teams. */
  readonly members?: boolean;
  /** `owner/name`; all where it is missing. */
  readonly repositories?: readonly string[];
}

/** Where a branch stands. */
export function branch({ folder }: DoubleRepository, name: string): string | undefined {
  return git(folder, ["rev-parse", "--verify", "--quiet", `refs/heads/${name}`]);
}

/** How many commits one branch has that the other has not. */
export function commitsBetween({ folder }: DoubleRepository, base: string, head: string): number {
  return Number(git(folder, ["rev-list", "--count", `refs/heads/${base}..refs/heads/${head}`]) ?? 0);
}

export function git(folder: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["--git-dir", folder, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

const accounts = new Map<string, number>();

/** The number of an account. */
export function accountId(login: string): number {
  const name = login.toLowerCase();
  const id = accounts.get(name) ?? accounts.size + 1;
  accounts.set(name, id);
  return id;
}

/** How a commit stands to a branch, as GitHub compares them. */
export function comparison(folder: string, base: string, head: string): { readonly status: string } | undefined {
  const [first, second] = [base, head].map((name) => git(folder, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]));
  if (!first || !second) return undefined;
  const ahead = git(folder, ["rev-list", "--count", `${first}..${second}`]) !== "0";
  const behind = git(folder, ["rev-list", "--count", `${second}..${first}`]) !== "0";
  return { status: ahead ? (behind ? "diverged" : "ahead") : behind ? "behind" : "identical" };
}
