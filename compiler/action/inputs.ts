import { Failure } from "../findings/failure.ts";
import { defaultFile } from "../inputs/federation-input.ts";
import type { Environment, WorkflowEvent } from "./workflow-event.ts";

const modes = ["auto", "preview", "publish", "drift", "check"] as const;
export type ActionMode = Exclude<(typeof modes)[number], "auto">;

const reasons = ["error", "warning", "access"] as const;
export type FailOn = (typeof reasons)[number];

/** The values that a workflow gives the Action under `with`. */
export interface Inputs {
  readonly file: string;
  readonly mode: ActionMode | "auto";
  readonly base: string | undefined;
  /** The token for comments, reviews and the status. */
  readonly token: string | undefined;
  /** Whether the step fails until every owner that the change asks has approved. */
  readonly requireApproval: boolean;
  /** The token that reads the members of teams; `token` if it is not given. */
  readonly teamToken: string | undefined;
  /** The name of the commit status that gets the result. Without it no status is written. */
  readonly status: string | undefined;
  /** The number of the pull request, if the event does not name one. */
  readonly pullRequest: number | undefined;
  readonly comment: boolean;
  /** The folder for overlays, and the file for findings as SARIF. Without them these are not written. */
  readonly out: string | undefined;
  readonly sarif: string | undefined;
  /** The file for all that outputs and comments have no room for. */
  readonly report: string | undefined;
  /** Dumps of what stands in the clusters, each `CLUSTER=DIR` or a folder of them. */
  readonly inventory: readonly string[];
  readonly failOn: readonly FailOn[];
}

/**
 * Reads the inputs from the variables that GitHub sets. Throws a Failure for an unknown choice: a misspelt switch must not be off. It also throws for
 * inputs that would weaken `require-approval`.
 */
export function readInputs(environment: Environment): Inputs {
  const input = (name: string) => (environment[`INPUT_${name.toUpperCase()}`] ?? "").trim() || undefined;
  const inputs = {
    file: input("file") ?? defaultFile,
    mode: oneOf("mode", input("mode") ?? "auto", modes),
    base: input("base"),
    token: input("token"),
    comment: oneOf("comment", input("comment") ?? "true", ["true", "false"]) === "true",
    requireApproval: oneOf("require-approval", input("require-approval") ?? "false", ["true", "false"]) === "true",
    teamToken: input("team-token"),
    status: input("status"),
    pullRequest: numberIn(input("pull-request")),
    out: input("out"),
    sarif: input("sarif"),
    report: input("report"),
    inventory: (input("inventory") ?? "").split(/\s+/).filter((word) => word !== ""),
    failOn: (input("fail-on") ?? "error").split(/[\s,]+/).map((word) => oneOf("fail-on", word, reasons)),
  };
  if (inputs.requireApproval && inputs.base !== undefined)
    throw new Failure(
      "with `require-approval`, `base` cannot be chosen",
      "approvals are decided against the branch that the change goes into",
    );
  if (!inputs.requireApproval && inputs.status !== undefined)
    throw new Failure("`status` is written only with `require-approval: true`", "set that too, or leave `status` out");
  return inputs;
}

/** The mode that is given, or the one for the event. Throws a Failure if it would deliver a change that is not merged, or if the event does not have a mode. */
export function chooseMode(inputs: Inputs, workflowEvent: WorkflowEvent): ActionMode {
  const mode = modeFor(inputs, workflowEvent);
  if (mode === "publish" && (workflowEvent.pullRequest || workflowEvent.mergeGroup))
    throw new Failure("a pull request is not published before it is merged", "publish `on: push` to the default branch");
  if (mode !== "preview" && inputs.requireApproval)
    throw new Failure(`mode \`${mode}\` reads no approvals`, "set `require-approval` only for pull requests and merge groups");
  return mode;
}

function modeFor({ mode }: Inputs, { event, pullRequest, mergeGroup, toDefaultBranch }: WorkflowEvent): ActionMode {
  if (mode !== "auto") return mode;
  if (pullRequest || mergeGroup) return "preview";
  if (event === "push") return toDefaultBranch ? "publish" : "check";
  if (event === "schedule") return "drift";
  throw new Failure(`the event \`${event}\` has no mode of its own`, "choose one by `mode`: `check`, `preview`, `publish`, `drift`");
}

/** An empty text is no number: the event may name the pull request. */
function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new Failure("the input `pull-request` is no number", "give it the number of the pull request");
  return Number(text);
}

function oneOf<Word extends string>(name: string, word: string, words: readonly Word[]): Word {
  const choice = words.find((candidate) => candidate === word);
  if (choice === undefined)
    throw new Failure(`the input \`${name}\` cannot be \`${word}\``, `it can be ${words.map((choice) => `\`${choice}\``).join(", ")}`);
  return choice;
}
