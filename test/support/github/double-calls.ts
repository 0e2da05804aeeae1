import { type DoubleAnswer, failed, invalid, pullAsJson } from "./double-answers.ts";
import { gitHubCheckRuns, gitHubStatuses } from "./double-reports.ts";
import {
  accountId,
  branch,
  commitsBetween,
  comparison,
  type DoublePull,
  type DoubleRepository,
  type DoubleReview,
} from "./double-state.ts";

/** One call that got past the token: to a repository that is there. */
export interface DoubleCall {
  readonly name: string;
  readonly owner: string;
  readonly repo: string;
  readonly repository: DoubleRepository;
  readonly login: string;
  readonly number: number;
  /** What the address says. */
  readonly path: Readonly<Record<string, string>>;
  /** Of a comment. */
  readonly id: number;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: was checked against GitHub's description
  readonly body: any;
}

/** Does what GitHub does for a call, as far as fedc makes it. */
export function carriedOut(call: DoubleCall): DoubleAnswer {
  if (call.name === "pulls/list") return { status: 200, body: list(call) };
  if (call.name === "pulls/create") return create(call);
  if (call.name === "repos/list-commit-statuses-for-ref")
    return { status: 200, body: pageOf(gitHubStatuses(call.repository, call.path.ref ?? ""), call.query) };
  if (call.name === "checks/list-for-ref") return gitHubCheckRuns(call.repository, call.path.ref ?? "", call.query);
  if (call.name.startsWith("repos/")) return ofRepository(call);
  const pull = call.repository.pulls.find(({ number }) => number === call.number);
  if (!pull) return failed(404, "Not Found");
  const page = <Entry>(entries: readonly Entry[]): Entry[] => pageOf(entries, call.query);
  switch (call.name) {
    case "pulls/get":
      return { status: 200, body: pullAsJson(pull, call.repository, call.owner, call.repo) };
    case "issues/list-events": {
      const created = [...(pull.baseChanges ?? [])].map((at) => ({ event: "base_ref_changed", created_at: at }));
      return { status: 200, body: page([{ event: "labeled", created_at: "2026-01-01T00:00:00Z" }, ...created]) };
    }
    case "pulls/update":
      return update(call, pull);
    case "issues/add-labels":
      pull.labels = [...new Set([...pull.labels, ...call.body.labels])];
      return { status: 200, body: pull.labels.map((name) => ({ name })) };
    case "pulls/request-reviewers":
      return requestReviewers(call, pull);
    case "pulls/list-reviews":
      return { status: 200, body: page(pull.reviews.map(reviewAsJson)) };
    case "issues/list-comments":
      return { status: 200, body: page(pull.comments.map((_, index) => comment(pull, index, call))) };
    case "issues/create-comment":
      if (call.body.body.length > 65_536) return invalid({ code: "custom", field: "body", message: "body is too long" });
      return { status: 201, body: comment(pull, pull.comments.push(call.body.body) - 1, call) };
    case "issues/update-comment":
      pull.comments[indexOf(call.id)] = call.body.body;
      return { status: 200, body: comment(pull, indexOf(call.id), call) };
    default:
      return failed(404, "Not Found");
  }
}

/** A draft of a review has no time, and a deleted account is null. */
function reviewAsJson({ login, state, commit = null, at = "2026-02-01T00:00:00Z" }: DoubleReview): object {
  const user = login === "" ? null : { login, id: accountId(login), type: "User" };
  return { user, state, commit_id: commit, ...(state !== "PENDING" && { submitted_at: at }) };
}

function ofRepository({ name, path, repository, body }: DoubleCall): DoubleAnswer {
  if (name === "repos/get-collaborator-permission-level") {
    const permission = repository.rights.get(path.username?.toLowerCase() ?? "") ?? "write";
    return permission === "gone" ? failed(404, "Not Found") : { status: 200, body: { permission, role_name: permission } };
  }
  if (name === "repos/get-branch") {
    const sha = branch(repository, path.branch ?? "");
    return sha ? { status: 200, body: { name: path.branch, commit: { sha } } } : failed(404, "Not Found");
  }
  if (name === "repos/get-branch-rules") return { status: 200, body: repository.rules };
  if (name === "repos/compare-commits-with-basehead") {
    const [base = "", head = ""] = (path.basehead ?? "").split("...");
    const body = comparison(repository.folder, base, head);
    return body ? { status: 200, body } : failed(404, "Not Found");
  }
  const { context, state, description } = body;
  if (description.length > 140) return invalid({ field: "description", code: "custom", message: "description is too long" });
  repository.statuses.push({ commit: path.sha ?? "", context, state, description });
  return { status: 201, body: { context, state, description } };
}

const perPull = 100_000;

/** Numbers of comments are unique in a repository. */
export function pullOfComment(id: number): number {
  return Math.floor(id / perPull);
}

function indexOf(id: number): number {
  return id % perPull;
}

function comment(pull: DoublePull, index: number, { owner, repo }: DoubleCall): object {
  const { login, type, association } = pull.commentBy?.get(index) ?? { login: "robot[bot]", type: "Bot", association: "NONE" };
  const id = pull.number * perPull + index;
  const html_url = `https://github.example/${owner}/${repo}/pull/${pull.number}#issuecomment-${id}`;
  return { id, html_url, body: pull.comments[index], user: { login, type }, author_association: association };
}

function list({ repository, query, owner, repo }: DoubleCall): readonly object[] {
  const state = query.get("state") ?? "open";
  const found = repository.pulls
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => !query.has("head") || `${owner}:${pull.head}` === query.get("head"))
    .filter((pull) => !query.has("base") || pull.base === query.get("base"))
    .sort((a, b) => (query.get("direction") === "asc" ? a.number - b.number : b.number - a.number));
  return pageOf(found, query).map((pull) => pullAsJson(pull, repository, owner, repo));
}

function create({ repository, owner, repo, body, login }: DoubleCall): DoubleAnswer {
  const { title, head, base, body: text = "" } = body;
  if (!title) return invalid({ field: "title", code: "missing_field" });
  if (text.length > 65_536) return invalid({ code: "custom", field: "body", message: "body is too long (maximum is 65536 characters)" });
  if (branch(repository, head) === undefined) return invalid({ field: "head", code: "invalid" });
  if (branch(repository, base) === undefined) return invalid({ field: "base", code: "invalid" });
  if (repository.pulls.some((pull) => pull.state === "open" && pull.head === head && pull.base === base))
    return invalid({ code: "custom", message: `A pull request already exists for ${owner}:${head}.` });
  if (commitsBetween(repository, base, head) === 0) return invalid({ code: "custom", message: `No commits between ${base} and ${head}` });
  const number = repository.pulls.length + 1;
  const lists = { labels: [], reviewers: [], teams: [], reviews: [], comments: [], commentBy: new Map() };
  const pull: DoublePull = {
    number,
    head,
    base,
    author: login,
    closedAt: undefined,
    state: "open",
    merged: false,
    title,
    body: text,
    ...lists,
  };
  repository.pulls.push(pull);
  return { status: 201, body: pullAsJson(pull, repository, owner, repo) };
}

function update({ repository, owner, repo, body }: DoubleCall, pull: DoublePull): DoubleAnswer {
  if (body.title !== undefined) pull.title = body.title;
  if (body.body !== undefined) pull.body = body.body;
  if (body.state === "closed" && pull.state === "open") pull.closedAt = branch(repository, pull.head);
  if (body.state === "open") pull.closedAt = undefined;
  if (body.state !== undefined) pull.state = body.state;
  return { status: 200, body: pullAsJson(pull, repository, owner, repo) };
}

/** All or none: one who cannot be asked keeps the others from being asked. */
function requestReviewers({ repository, owner, repo, body }: DoubleCall, pull: DoublePull): DoubleAnswer {
  const { reviewers = [], team_reviewers: teams = [] } = body as { reviewers?: string[]; team_reviewers?: string[] };
  if (reviewers.includes(pull.author)) return failed(422, "Review cannot be requested from pull request author.");
  if (reviewers.some((name) => !repository.collaborators.includes(name)) || teams.some((name) => !repository.teams.includes(name)))
    return failed(
      422,
      `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${owner}/${repo} repository.`,
    );
  pull.reviewers = [...new Set([...pull.reviewers, ...reviewers])];
  pull.teams = [...new Set([...pull.teams, ...teams])];
  return { status: 201, body: pullAsJson(pull, repository, owner, repo) };
}

export function pageOf<Entry>(entries: readonly Entry[], query: URLSearchParams): Entry[] {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const page = Number(query.get("page") ?? 1);
  return entries.slice((page - 1) * size, page * size);
}
