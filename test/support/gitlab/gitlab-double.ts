import { Contract } from "../forges/contract.ts";
import type { DoubleKind, ForgeDoubleCall } from "../forges/forge-double.ts";
import { newPull } from "../forges/new-pull.ts";
import type { DoubleAnswer } from "../github/double-answers.ts";
import { pageOf } from "../github/double-calls.ts";
import { gitLabStatuses } from "../github/double-reports.ts";
import { accountId, branch, type DoublePull } from "../github/double-state.ts";

/** All accounts that can be looked up. */
const accounts = ["ada", "bo", "robot"];

/** GitLab, whose free tier keeps one reviewer of a merge request. */
export function gitLabKind({ free = false } = {}): DoubleKind {
  return {
    contract: Contract.read(new URL("openapi-slice.json", import.meta.url)),
    prefix: "/api/v4",
    scheme: "Bearer",
    placeIn: ({ id }) => id,
    refuse: (status, message) => ({ status, body: { message } }),
    carryOut: (call) => carriedOut(call, free),
  };
}

function carriedOut(call: ForgeDoubleCall, free: boolean): DoubleAnswer {
  const { name, query, repository, path } = call;
  if (name === "users/list") {
    const found = accounts.filter((login) => login === query.get("username")?.toLowerCase());
    return { status: 200, body: found.map(user) };
  }
  if (name === "statuses/list") return page(gitLabStatuses(repository, path.sha ?? ""), query);
  if (name === "mergeRequests/list") return list(call);
  if (name === "mergeRequests/create") return create(call);
  const pull = repository.pulls.find(({ number }) => number === Number(path.merge_request_iid ?? path.noteable_id));
  if (!pull) return { status: 404, body: { message: "404 Not found" } };
  if (name === "mergeRequests/get") return { status: 200, body: asJson(pull, call) };
  if (name === "mergeRequests/update") return update(call, pull, free);
  if (name === "notes/list") return notes(pull, query);
  const { body } = call.body;
  // Quick actions are carried out. A comment of nothing else is not made.
  if (/^\s*\/close\b/m.test(body)) pull.state = "closed";
  if (/^\s*\/close\s*$/.test(body)) return { status: 202, body: { commands_changes: { state_event: "close" }, summary: ["Closed."] } };
  pull.comments.push(body);
  return { status: 201, body: note(body, pull.comments.length) };
}

/** GitLab tells in two headers whether there is a next page. */
function page(entries: readonly object[], query: URLSearchParams): DoubleAnswer {
  const [number, size] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 20)];
  const next = number * size < entries.length ? number + 1 : undefined;
  const address = (to: number, name: string) => `<https://gitlab.example/api/v4/x?page=${to}&per_page=${size}>; rel="${name}"`;
  const link = [...(next === undefined ? [] : [address(next, "next")]), address(1, "first")].join(", ");
  return { status: 200, body: pageOf(entries, query), headers: { link, "x-next-page": String(next ?? ""), "x-page": String(number) } };
}

/** The newest come first. GitLab leaves out those that an account may not see after it has cut the pages. */
function notes(pull: DoublePull, query: URLSearchParams): DoubleAnswer {
  const { body, ...answer } = page(pull.comments.map(note).reverse(), query);
  return { ...answer, body: (body as { readonly body: string }[]).filter((one) => !one.body.startsWith("(internal)")) };
}

function list(call: ForgeDoubleCall): DoubleAnswer {
  const { query, repository } = call;
  const found = repository.pulls
    .filter(({ head }) => head === query.get("source_branch"))
    .filter(({ base }) => base === query.get("target_branch"))
    .sort((a, b) => b.number - a.number);
  return page(
    found.map((pull) => asJson(pull, call)),
    query,
  );
}

function create(call: ForgeDoubleCall): DoubleAnswer {
  const { repository, login } = call;
  const { source_branch: head, target_branch: base, title, description = "" } = call.body;
  const open = repository.pulls.find((pull) => pull.state === "open" && pull.head === head && pull.base === base && !pull.fork);
  if (open)
    return { status: 409, body: { message: [`Another open merge request already exists for this source branch: !${open.number}`] } };
  if (branch(repository, head) === undefined)
    return { status: 400, body: { message: { base: [`Source branch "${head}" does not exist`] } } };
  if (branch(repository, base) === undefined)
    return { status: 400, body: { message: { base: [`Target branch "${base}" does not exist`] } } };
  const pull = newPull(repository, { head, base, title, body: description, author: login });
  if (/^\s*\/close\b/m.test(description)) pull.state = "closed";
  return { status: 201, body: asJson(pull, call) };
}

function update(call: ForgeDoubleCall, pull: DoublePull, free: boolean): DoubleAnswer {
  const { title, description, state_event: event, add_labels: labels = [], reviewer_ids: ids } = call.body;
  if (title !== undefined) pull.title = title;
  if (description !== undefined) pull.body = description;
  pull.labels = [...new Set([...pull.labels, ...labels])];
  if (ids !== undefined) {
    const members = accounts.filter((login) => ids.includes(accountId(login)) && call.repository.collaborators.includes(login));
    pull.reviewers = free ? members.slice(0, 1) : members;
  }
  if (event === "close" && pull.state === "open") pull.closedAt = branch(call.repository, pull.head);
  if (event === "close") pull.state = "closed";
  return { status: 200, body: asJson(pull, call) };
}

function asJson(pull: DoublePull, { repository, owner, repo }: ForgeDoubleCall): object {
  return {
    id: 1000 + pull.number,
    iid: pull.number,
    project_id: 1,
    title: pull.title,
    description: pull.body,
    state: pull.merged ? "merged" : pull.state === "open" ? "opened" : "closed",
    target_branch: pull.base,
    source_branch: pull.head,
    author: user(pull.author),
    reviewers: pull.reviewers.map(user),
    source_project_id: pull.fork === undefined ? 1 : 2,
    target_project_id: 1,
    labels: pull.labels,
    draft: false,
    merge_status: "checking",
    detailed_merge_status: "checking",
    merged_at: pull.merged ? "2026-05-01T10:00:00.000Z" : null,
    closed_at: null,
    sha: pull.closedAt ?? branch(repository, pull.head) ?? null,
    web_url: `https://gitlab.example/${owner}/${repo}/-/merge_requests/${pull.number}`,
  };
}

function user(login: string): object {
  return { id: accountId(login), username: login, name: login, state: "active" };
}

function note(body: string, index: number): object {
  const created_at = new Date(Date.UTC(2026, 4, 1) + index * 1000).toISOString();
  return { id: index + 1, type: null, body, author: user("robot"), created_at, system: false, noteable_iid: 1, internal: false };
}
