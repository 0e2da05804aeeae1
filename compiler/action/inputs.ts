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
  /** The token for comments. */
  readonly token: string | undefined;
  readonly comment: boolean;
  /** The folder for overlays, and the file for findings as SARIF. Without them these are not written. */
  readonly out: string | undefined;
  readonly sarif: string | undefined;
  readonly failOn: readonly FailOn[];
}

/** Reads the inputs from the variables that GitHub sets. Throws a Failure for an unknown choice: a misspelt switch must not be off. */
export function readInputs(environment: Environment): Inputs {
  const input = (name: string) => (environment[`INPUT_${name.toUpperCase()}`] ?? "").trim() || undefined;
  return {
    file: input("file") ?? defaultFile,
    mode: oneOf("mode", input("mode") ?? "auto", modes),
    base: input("base"),
    token: input("token"),
    comment: oneOf("comment", input("comment") ?? "true", ["true", "false"]) === "true",
    out: input("out"),
    sarif: input("sarif"),
    failOn: (input("fail-on") ?? "error").split(/[\s,]+/).map((word) => oneOf("fail-on", word, reasons)),
  };
}

/** The mode that is given, or the one for the event. Throws a Failure if it would deliver a change that is not merged, or if the event does not have a mode. */
export function chooseMode({ mode }: Inputs, { event, pullRequest, toDefaultBranch }: WorkflowEvent): ActionMode {
  if (mode === "publish" && pullRequest)
    throw new Failure("a pull request is not published before it is merged", "publish `on: push` to the default branch");
  if (mode !== "auto") return mode;
  if (pullRequest || event === "merge_group") return "preview";
  if (event === "push") return toDefaultBranch ? "publish" : "check";
  if (event === "schedule") return "drift";
  throw new Failure(`the event \`${event}\` has no mode of its own`, "choose one by `mode`: `check`, `preview`, `publish`, `drift`");
}

function oneOf<Word extends string>(name: string, word: string, words: readonly Word[]): Word {
  const choice = words.find((candidate) => candidate === word);
  if (choice === undefined)
    throw new Failure(`the input \`${name}\` cannot be \`${word}\``, `it can be ${words.map((choice) => `\`${choice}\``).join(", ")}`);
  return choice;
}
