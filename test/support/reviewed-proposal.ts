import { join } from "node:path";
import { type Acted, ActionRepository, act, type Files, pem, token } from "./action.ts";
import type { DoublePull, DoubleRepository, DoubleReview } from "./github/double-state.ts";
import { GitHubDouble } from "./github/github-double.ts";
import { federation } from "./publishing.ts";

/** The token of an App that may read the members of teams. */
export const teamToken = "ghs_TeamTokenOfTheTest0123456789";

const addresses = { a: { repository: "https://github.com/org/a" }, b: { repository: "https://github.com/org/b" } };

/** Two clusters with owners. In `granted`, workloads of `b` call a service of `a`, and in `withdrawn` they do not. */
export function owned({ a = "@org/team-a", b = "@bo" } = {}) {
  const text = (plain: string) =>
    plain
      .replace("    hostname: a.example.com\n", (line) => `${line}    owner: ${JSON.stringify(a)}\n`)
      .replace("    hostname: b.example.com\n", (line) => `${line}    owner: ${JSON.stringify(b)}\n`);
  return {
    granted: text(federation(addresses)),
    withdrawn: text(federation({ ...addresses, b: { ...addresses.b, inactive: true } })),
  };
}

/** A double of GitHub with a token for the job and one for teams. */
export async function gitHubWithTeams(suite: { readonly after: (callback: () => void) => void }): Promise<GitHubDouble> {
  const github = await new GitHubDouble().start();
  github.tokens.set(token, { login: "github-actions[bot]", write: true });
  github.tokens.set(teamToken, { login: "approvals[bot]", write: false, members: true });
  github.teams.set("org/team-a", ["ada", "abe"]);
  suite.after(() => github.stop());
  return github;
}

export interface Decide {
  readonly event?: string;
  readonly action?: string;
  readonly commit?: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly fork?: boolean;
  readonly depth?: number;
  /** Another commit that is fetched, as actions/checkout does for `fetch-depth: 0`. */
  readonly fetched?: string;
}

/** A pull request whose owners are asked, and the runs of the Action that decide on it. */
export class ReviewedProposal {
  readonly origin: ActionRepository;
  readonly pull: DoublePull;
  readonly repository: DoubleRepository;
  readonly #github: GitHubDouble;

  constructor(github: GitHubDouble, before: string | Files = owned().withdrawn, after: string | Files = owned().granted) {
    const files = (given: string | Files) => (typeof given === "string" ? { "federation.yaml": given } : given);
    this.#github = github;
    this.origin = new ActionRepository({ "trust/own.pem": pem, ...files(before) }).propose(files(after));
    const lists = { labels: [], reviewers: [], teams: [], reviews: [], comments: [], commentBy: new Map(), baseChanges: [] };
    const state = { closedAt: undefined, state: "open" as const, merged: false, title: "", body: "" };
    this.pull = { number: 1, head: "topic", base: "main", author: "somebody", ...state, ...lists };
    this.repository = github.repository("org/federation", join(this.origin.origin, ".git"));
    this.repository.pulls.push(this.pull);
  }

  /** Somebody reviews the newest commit. */
  review(login: string, state = "APPROVED", more: Partial<DoubleReview> = {}): DoubleReview {
    const review = { login, state, commit: this.origin.head, ...more };
    this.pull.reviews.push(review);
    return review;
  }

  /** Runs the Action as a workflow does that requires approvals. */
  decide({
    event = "pull_request",
    action = "opened",
    commit,
    payload,
    inputs = {},
    fork = false,
    depth = 2,
    fetched,
  }: Decide = {}): Promise<Acted> {
    const sha = commit ?? this.origin.trial;
    return act({
      event,
      payload: payload ?? { action, ...this.origin.pullRequest({ fork }) },
      folder: this.origin.checkOut(sha, depth, ...(fetched ? [fetched] : [])),
      sha,
      inputs: { "require-approval": "true", "team-token": teamToken, status: "fedc", ...inputs },
      github: this.#github,
    });
  }

  /** What the newest status of a commit says. */
  status(commit: string = this.origin.head): string | undefined {
    return this.repository.statuses.filter((status) => status.commit === commit && status.context === "fedc").at(-1)?.state;
  }
}

/** One that both owners have approved. */
export function approved(github: GitHubDouble, after?: string | Files, before?: string | Files): ReviewedProposal {
  const proposal = new ReviewedProposal(github, before, after);
  proposal.review("bo");
  proposal.review("ada");
  return proposal;
}

/** The approvals that a run misses; null if it did not decide. */
export function missing({ outputs }: Acted): unknown {
  return JSON.parse(outputs["missing-approvals"] ?? "null");
}

/** What a run says to the runner. */
export function told({ commands }: Acted): string {
  return commands.join("\n");
}

/** Without the characters that part what GitHub would read as one word. */
export function plainly(text: string): string {
  return text.replaceAll("\u200b", "").replaceAll("\\", "");
}
