import { readFileSync } from "node:fs";
import { Failure } from "../findings/failure.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The event that started the workflow, as far as the Action needs it. No text that a pull request's author wrote is read. */
export interface WorkflowEvent {
  /** `pull_request`, `push`, … */
  readonly event: string;
  readonly pullRequest?: PullRequestEvent;
  /** The commit that the pushed branch, or the merge queue, was at before; missing for a new branch. */
  readonly before?: string;
  /** Whether the event is a push to the default branch. */
  readonly toDefaultBranch: boolean;
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
  const before = commitIn(event === "merge_group" ? field(field(payload, "merge_group"), "base_sha") : field(payload, "before"));
  return {
    event,
    ...(event.startsWith("pull_request") && { pullRequest: pullRequestIn(pull, repository) }),
    ...(before !== undefined && { before }),
    toDefaultBranch: event === "push" && goesTo(payload, field(repository, "default_branch")),
  };
}

/** Whether a push brings something to a branch. A push that deletes the branch does not. */
function goesTo(payload: unknown, branch: unknown): boolean {
  return typeof branch === "string" && field(payload, "ref") === `refs/heads/${branch}` && field(payload, "deleted") !== true;
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
