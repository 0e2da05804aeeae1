import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runWhy } from "../../../compiler/commands/why/run.ts";
import type { Outcome } from "../../../compiler/istio/verdict.ts";
import type { CallAnswer, PlannedCall } from "../calls/call.ts";
import { answersText, tolerance } from "../calls/expectation.ts";
import type { Clusters } from "../cluster/cluster.ts";
import type { Workspace } from "../federation/workspace.ts";
import { modelCall, OutsideModel, unavailableGateways } from "./model-call.ts";
import { type PossibleAnswer, possibleAnswers } from "./possible-answers.ts";

/** How what came back compares with what `fedc why` says. */
export type ModelVerdict =
  | { readonly kind: "same" }
  | { readonly kind: "differs"; readonly says: string }
  /** The overlays do not decide this call, or the model cannot be asked about it. */
  | { readonly kind: "outside"; readonly why: string };

const maxFederationBytes = 8 * 1024 * 1024;

/** Asks `fedc why --call` about each call that is made, of the federation in a workspace. */
export class Model {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Compares the answers of one call with those that the model holds possible. Throws if `fedc why` refuses to answer. */
  async judge(call: PlannedCall, answers: readonly CallAnswer[], clusters: Clusters): Promise<ModelVerdict> {
    if (call.expect.kind === "anything") return { kind: "outside", why: "the scenario lets anything happen" };
    try {
      const outcomes = await this.#why(call, clusters);
      const possible = await possibleAnswers(outcomes, call.what, clusters);
      return agrees(answers, possible) ? { kind: "same" } : { kind: "differs", says: possibleText(possible) };
    } catch (error) {
      if (error instanceof OutsideModel) return { kind: "outside", why: error.message };
      throw error;
    }
  }

  async #why(call: PlannedCall, clusters: Clusters): Promise<readonly Outcome[]> {
    const down = await unavailableGateways(clusters);
    const file = join(this.#workspace.folder, "call.json");
    writeFileSync(file, JSON.stringify({ ...modelCall(call, clusters, this.#workspace), down }));
    const answer = runWhy({
      operands: [],
      call: file,
      file: this.#workspace.file,
      maxBytes: maxFederationBytes,
    });
    if (answer.ok && answer.fields) return answer.fields.outcomes as readonly Outcome[];
    throw new Error(`fedc why refuses ${JSON.stringify(call)}: ${answer.findings.map(({ message }) => message).join("; ")}`);
  }
}

/** Every answer is a possible one, and none comes much more or less often than the model says. */
function agrees(answers: readonly CallAnswer[], possible: readonly PossibleAnswer[]): boolean {
  const counts = possible.map((one) => answers.filter((answer) => one.includes(answer)).length);
  const all = answers.every((answer) => possible.some((one) => one.includes(answer)));
  const share = (index: number) => (possible[index]?.share ?? 0) / 100;
  return (
    all &&
    (answers.length < 20 ||
      counts.every((count, index) => {
        const off = Math.abs(count / answers.length - share(index));
        return off <= tolerance(new Map([["", share(index)]]), answers.length) + 1e-9;
      }))
  );
}

function possibleText(possible: readonly PossibleAnswer[]): string {
  return possible
    .map(({ result, by, share }) => {
      const text = answersText([{ result }]) + (by ? ` by ${by.join(" or ")}` : "");
      return possible.length > 1 ? `${share} % ${text}` : text;
    })
    .join(", ");
}
