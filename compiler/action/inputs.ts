import { defaultFile } from "../environment/federation-input.ts";
import { Failure } from "../findings/failure.ts";
import type { Environment } from "./workflow-event.ts";

const modes = ["auto", "preview", "publish", "drift", "check"] as const;
export type ActionMode = Exclude<(typeof modes)[number], "auto">;

const reasons = ["error", "warning", "access"] as const;
export type FailOn = (typeof reasons)[number];

/** What a workflow gives the Action under `with`. */
export interface Inputs {
  readonly file: string;
  readonly mode: ActionMode | "auto";
  readonly base: string | undefined;
  /** For comments. */
  readonly token: string | undefined;
  readonly comment: boolean;
  /** Where overlays, and findings as SARIF, are written; nowhere where they are missing. */
  readonly out: string | undefined;
  readonly sarif: string | undefined;
  readonly failOn: readonly FailOn[];
}

/** Reads the inputs as GitHub hands them over. Throws a Failure for what is not among the choices: a switch that is misspelt must not be off. */
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

function oneOf<Word extends string>(name: string, word: string, words: readonly Word[]): Word {
  const found = words.find((one) => one === word);
  if (found === undefined)
    throw new Failure(`the input \`${name}\` cannot be \`${word}\``, `it can be ${words.map((one) => `\`${one}\``).join(", ")}`);
  return found;
}
