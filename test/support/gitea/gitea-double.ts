import { Contract } from "../forges/contract.ts";
import type { DoubleKind, ForgeDoubleCall } from "../forges/forge-double.ts";
import { newPull } from "../forges/new-pull.ts";
import type { DoubleAnswer } from "../github/double-answers.ts";
import { giteaStatuses } from "../github/double-reports.ts";
import { accountId, branch, commitsBetween, type DoublePull } from "../github/double-state.ts";

/** What this Gitea sends at most, whatever is asked for. */
const maxPage = 50;

/** Gitea. Labels are made before they can be added. */
export function giteaKind(): DoubleKind {
  const labels = new Set<string>(["present"]);
  return {
    contract: Contract.read(new URL("openapi-slice.json", import.meta.url)),
    prefix: "/api/v1",
    scheme: "token",
    placeIn: ({ owner, repo }) => `${owner}/${repo}`,
    refuse: refused,
    carryOut: (call) => carriedOut(call, labels),
  };
}

function refused(status: number, message: string): DoubleAnswer {
  return { status, body: { message, url: "https://gitea.example/api/swagger" } };
}

function carriedOut(call: ForgeDoubleCall, labels: Set<string>): DoubleAnswer {
  const { name, body, repository, path } = call;
  if (name === "repoListPullRequests") return list(call);
  if (name === "repoCreatePullRequest") return create(call);
  if (name === "repoListStatuses") return page(giteaStatuses(repository, path.sha ?? ""), call);
  if (name === "issueListLabels") return page([...labels].map(label), call);
  if (name === "issueCreateLabel") {
    labels.add(body.name);
    return { status: 201, body: label(body.name) };
  }
  const pull = repository.pulls.find(({ number }) => number === Number(path.index));
  if (!pull) return refused(404, "The target couldn't be found.");
  switch (name) {
    case "repoEditPullRequest":
      if (body.title !== undefined) pull.title = body.title;
      if (body.body !== undefined) pull.body = body.body;
      if (body.state === "closed" && pull.state === "open") pull.closedAt = branch(repository, pull.head);
      if (body.state !== undefined) pull.state = body.state;
      return { status: 201, body: asJson(pull, call) };
    case "issueAddLabel":
      pull.labels = [...new Set([...pull.labels, ...body.labels.filter((one: string) => labels.has(one))])];
      return { status: 200, body: pull.labels.map(label) };
    case "repoCreatePullReviewRequests":
      return askForReviews(call, pull);
    case "repoListPullReviews":
      return page([...pull.reviews.map(({ login, state }, id) => ({ id, state, user: user(login), team: null })), ...requests(pull)], call);
    case "issueGetComments":
      return { status: 200, body: pull.comments.map(comment) };
    default:
      pull.comments.push(body.body);
      return { status: 201, body: comment(body.body, pull.comments.length) };
  }
}

function list(call: ForgeDoubleCall): DoubleAnswer {
  const { query, repository } = call;
  const found = repository.pulls
    .filter(({ state }) => state === query.get("state"))
    .filter(({ base }) => base === query.get("base_branch"))
    .sort((a, b) => b.number - a.number);
  // The teams that were asked are not in the list.
  return page(
    found.map((pull) => ({ ...asJson(pull, call), requested_reviewers_teams: [] })),
    call,
  );
}

function requests({ reviewers, teams }: DoublePull): readonly object[] {
  return [
    ...reviewers.map((login, id) => ({ id: 200 + id, state: "REQUEST_REVIEW", user: user(login), team: null })),
    ...teams.map((name, id) => ({ id: 300 + id, state: "REQUEST_REVIEW", user: null, team: { id, name } })),
  ];
}

/** Gitea sends fewer entries than it is asked for, and how many there are. */
function page(entries: readonly object[], { query }: ForgeDoubleCall): DoubleAnswer {
  const size = Math.min(Number(query.get("limit") ?? 30), maxPage);
  const start = (Number(query.get("page") ?? 1) - 1) * size;
  return { status: 200, body: entries.slice(start, start + size), headers: { "x-total-count": String(entries.length) } };
}

function create(call: ForgeDoubleCall): DoubleAnswer {
  const { repository, login } = call;
  const { title, head, base, body = "" } = call.body;
  if (branch(repository, head) === undefined || branch(repository, base) === undefined)
    return refused(404, "The target couldn't be found.");
  if (repository.pulls.some((pull) => pull.state === "open" && pull.head === head && pull.base === base && !pull.fork))
    return refused(409, `pull request already exists for these targets [id: 1, head_branch: ${head}, base_branch: ${base}]`);
  if (commitsBetween(repository, base, head) === 0)
    return refused(422, "Invalid PullRequest: There are no changes between the head and the base");
  return { status: 201, body: asJson(newPull(repository, { head, base, title, body, author: login }), call) };
}

/** Whoever comes before one that cannot be asked has been asked. */
function askForReviews({ repository, body }: ForgeDoubleCall, pull: DoublePull): DoubleAnswer {
  const { reviewers = [], team_reviewers: teams = [] } = body as { reviewers?: string[]; team_reviewers?: string[] };
  if (reviewers.some((name) => name === "stranger") || teams.some((name) => !repository.teams.includes(name)))
    return refused(404, "The target couldn't be found.");
  const before = requests(pull).length;
  for (const name of reviewers) {
    if (name === pull.author) return refused(422, "poster of pr can't be reviewer");
    if (!repository.collaborators.includes(name)) return refused(422, "Reviewer can't read");
    pull.reviewers = [...new Set([...pull.reviewers, name])];
  }
  pull.teams = [...new Set([...pull.teams, ...teams])];
  // Those who were asked before are not in the answer.
  return { status: 201, body: requests(pull).slice(before) };
}

function asJson(pull: DoublePull, { repository, owner, repo }: ForgeDoubleCall): object {
  const there = branch(repository, pull.head);
  const sha = pull.closedAt ?? there ?? "0".repeat(40);
  return {
    number: pull.number,
    html_url: `https://gitea.example/${owner}/${repo}/pulls/${pull.number}`,
    state: pull.state,
    merged: pull.merged,
    title: pull.title,
    body: pull.body,
    user: user(pull.author),
    labels: pull.labels.map(label),
    requested_reviewers: pull.reviewers.map(user),
    requested_reviewers_teams: pull.teams.map((name, id) => ({ id, name })),
    head: { label: pull.head, ref: there ? pull.head : `refs/pull/${pull.number}/head`, sha, repo_id: pull.fork === undefined ? 1 : 2 },
    base: { label: pull.base, ref: pull.base, sha: branch(repository, pull.base) ?? "", repo_id: 1 },
  };
}

function user(login: string): object {
  return { id: accountId(login), login };
}

function label(name: string): object {
  return { id: accountId(`label ${name}`), name, color: "cccccc" };
}

function comment(body: string, index: number): object {
  return { id: index + 1, body, user: user("robot") };
}
