import { readFileSync } from "node:fs";
import { Failure } from "../findings/failure.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The event that started the workflow, as far as the Action needs it. No text that a pull request's author wrote is read. */
export interface WorkflowEvent {
  /** `pull_request`, `push`, … */
  readonly event: string;
  readonly pullRequest?: PullRequestEvent;
  readonly mergeGroup?: MergeGroupEvent;
  /** The commit that the pushed branch, or the merge queue, was at before; missing for a new branch. */
  readonly before?: string;
  /** Whether the event is a push to the default branch, or about a pull request or merge group that goes into it. */
  readonly toDefaultBranch: boolean;
}

export interface MergeGroupEvent {
  /** The commit that the queue would merge, and the one before it in the queue. */
  readonly head: string;
  readonly base: string | undefined;
  /** The branch that it goes into. */
  readonly into: string | undefined;
  /** The pull request that the commit adds to the queue; undefined if the name of the branch does not say it. */
  readonly number: number | undefined;
}

export interface PullRequestEvent {
  readonly number: number;
  /** Commits. */
  readonly head: string;
  readonly base: string;
  /** From another repository: there are no secrets, and the token may only read. */
  readonly fromFork: boolean;
}

/** Reads the event's file. Throws a Failure if GitHub did not write it. */
export function readWorkflowEvent(environment: Environment): WorkflowEvent {
  const event = environment.GITHUB_EVENT_NAME ?? "";
  const payload = payloadIn(environment.GITHUB_EVENT_PATH);
  const pull = field(payload, "pull_request");
  const repository = field(payload, "repository");
  const mergeGroup = mergeGroupIn(event, payload);
  const before = mergeGroup ? mergeGroup.base : commitIn(field(payload, "before"));
  return {
    event,
    ...(event.startsWith("pull_request") && { pullRequest: pullRequestIn(pull, repository) }),
    ...(mergeGroup && { mergeGroup }),
    ...(before !== undefined && { before }),
    toDefaultBranch: goesTo(event, payload, mergeGroup, field(repository, "default_branch")),
  };
}

/** Whether an event brings something to a branch. A push that deletes the branch does not. */
function goesTo(event: string, payload: unknown, mergeGroup: MergeGroupEvent | undefined, branch: unknown): boolean {
  if (typeof branch !== "string") return false;
  if (event === "push") return field(payload, "ref") === `refs/heads/${branch}` && field(payload, "deleted") !== true;
  if (mergeGroup) return mergeGroup.into === branch;
  return event.startsWith("pull_request") && field(field(field(payload, "pull_request"), "base"), "ref") === branch;
}

/** GitHub names the branch of a queue's entry by the branch that it goes into, the pull request and the commit before it. */
const queueBranch = /^gh-readonly-queue\/(.+)\/pr-([1-9]\d{0,9})-([0-9a-f]{40,64})$/;

/** The entry of a merge queue that an event is about: `merge_group`, or the end of a workflow that it started. GitHub writes all these fields. */
function mergeGroupIn(event: string, payload: unknown): MergeGroupEvent | undefined {
  const [group, run] = [field(payload, "merge_group"), field(payload, "workflow_run")];
  const isQueued = event === "merge_group" || (event === "workflow_run" && field(run, "event") === "merge_group");
  if (!isQueued) return undefined;
  const head = commitIn(field(group, "head_sha") ?? field(run, "head_sha"));
  if (head === undefined) throw unreadable();
  const branch = String(field(group, "head_ref") ?? field(run, "head_branch")).replace(/^refs\/heads\//, "");
  const [, into, number, base] = queueBranch.exec(branch) ?? [];
  return {
    head,
    base: commitIn(field(group, "base_sha")) ?? commitIn(base),
    into,
    number: number === undefined ? undefined : Number(number),
  };
}

function pullRequestIn(pull: unknown, repository: unknown): PullRequestEvent {
  const [head, base] = [field(pull, "head"), field(pull, "base")];
  const [headCommit, baseCommit, number] = [commitIn(field(head, "sha")), commitIn(field(base, "sha")), field(pull, "number")];
  if (headCommit === undefined || baseCommit === undefined || !Number.isSafeInteger(number)) throw unreadable();
  const fromFork = field(field(head, "repo"), "full_name") !== field(repository, "full_name");
  return { number: number as number, head: headCommit, base: baseCommit, fromFork };
}

function payloadIn(path: string | undefined): unknown {
  try {
    return JSON.parse(readFileSync(path ?? "", "utf8"));
  } catch {
    throw unreadable();
  }
}

/** GitHub writes zeros for the commit before a new branch. */
function commitIn(value: unknown): string | undefined {
  return typeof value === "string" && /^[0-9a-f]{40,64}$/.test(value) && !/^0+$/.test(value) ? value : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function unreadable(): Failure {
  return new Failure("the event that started the workflow cannot be read", "run this as an Action, on an event that the README names");
}
