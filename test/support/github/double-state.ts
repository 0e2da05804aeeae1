import { execFileSync } from "node:child_process";

/** What GitHub knows of a repository beyond git. */
export interface DoubleRepository {
  /** Of the bare repository. */
  readonly folder: string;
  readonly collaborators: readonly string[];
  /** Teams of its owner that may be asked. */
  readonly teams: readonly string[];
  readonly pulls: DoublePull[];
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
  reviews: string[];
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
