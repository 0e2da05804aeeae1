import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCall } from "../../../compiler/commands/why/call-input.ts";
import { type Followable, followable } from "../../../compiler/commands/why/followed.ts";
import type { Finding } from "../../../compiler/findings/finding.ts";
import type { Outcome } from "../../../compiler/istio/verdict.ts";
import type { CallAnswer, PlannedCall } from "../calls/call.ts";
import { answersText, tolerance } from "../calls/expectation.ts";
import type { Workspace } from "../federation/workspace.ts";
import { type ModelledClusters, modelCall, OutsideModel, unavailableGateways } from "./model-call.ts";
import { type PossibleAnswer, possibleAnswers } from "./possible-answers.ts";

/** How what came back compares with what `fedc why` says. */
export type ModelVerdict =
  | { readonly kind: "same" }
  | { readonly kind: "differs"; readonly says: string }
  /** The overlays do not decide this call, or the model cannot be asked about it. */
  | { readonly kind: "outside"; readonly why: string };

const maxFederationBytes = 8 * 1024 * 1024;

/** Asks of each call that is made what `fedc why --call` says of it, by the federation in a workspace. */
export class Model {
  readonly #workspace: Workspace;
  readonly #given: Followable["follow"] | undefined;
  /** The compiled federation, as long as the workspace has the same one. */
  #compiled: { readonly version: number; readonly follow: Followable["follow"] } | undefined;

  /** `follow`: what is asked instead of what the workspace's federation compiles to, such as other overlays. */
  constructor(workspace: Workspace, follow?: Followable["follow"]) {
    this.#workspace = workspace;
    this.#given = follow;
  }

  /** Compares the answers of one call with those that the model holds possible. Throws if fedc refuses to answer. */
  async judge(call: PlannedCall, answers: readonly CallAnswer[], clusters: ModelledClusters): Promise<ModelVerdict> {
    if (call.outside !== undefined) return { kind: "outside", why: call.outside };
    if (call.expect.kind === "anything") return { kind: "outside", why: "the scenario lets anything happen" };
    try {
      const possible = await this.possible(call, clusters);
      return agrees(answers, possible) ? { kind: "same" } : { kind: "differs", says: possibleText(possible) };
    } catch (error) {
      if (error instanceof OutsideModel) return { kind: "outside", why: error.message };
      throw error;
    }
  }

  /** The answers that the model holds possible. Throws OutsideModel if the overlays do not decide. */
  async possible(call: PlannedCall, clusters: ModelledClusters): Promise<readonly PossibleAnswer[]> {
    return possibleAnswers(await this.#outcomes(call, clusters), call.what, clusters);
  }

  /** What fedc says where it refuses the workspace's federation; undefined where it compiles. */
  refusal(): string | undefined {
    const compiled = followable(this.#workspace.file, maxFederationBytes, { handedOver: this.#workspace.handedOver });
    return "findings" in compiled ? refusalText(compiled.findings) : undefined;
  }

  /** In this process, since fedc takes half a second to start and to compile, and there are hundreds of calls. */
  async #outcomes(call: PlannedCall, clusters: ModelledClusters): Promise<readonly Outcome[]> {
    const unavailable = await unavailableGateways(clusters);
    const file = join(this.#workspace.folder, "call.json");
    writeFileSync(file, JSON.stringify({ ...modelCall(call, clusters, this.#workspace), unavailable }));
    const follow = this.#given ?? this.#follow();
    return follow(readCall(file)).outcomes;
  }

  #follow(): Followable["follow"] {
    const { version, file, handedOver } = this.#workspace;
    if (this.#compiled?.version === version) return this.#compiled.follow;
    const compiled = followable(file, maxFederationBytes, { handedOver });
    if ("findings" in compiled) throw new Error(`fedc refuses ${file}: ${refusalText(compiled.findings)}`);
    this.#compiled = { version, follow: compiled.follow };
    return compiled.follow;
  }
}

function refusalText(findings: readonly Finding[]): string {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message)
    .join("; ");
}

/**
 * Every answer is a possible one. Of twenty answers or more, those that an outcome includes come at least as often as that outcome, and at most as
 * often as all outcomes that may give one of them: two routes may lead to one application.
 */
function agrees(answers: readonly CallAnswer[], possible: readonly PossibleAnswer[]): boolean {
  if (!answers.every((answer) => possible.some((one) => one.includes(answer)))) return false;
  if (answers.length < 20) return true;
  return possible.every((one) => {
    const included = answers.filter((answer) => one.includes(answer));
    const rivals = possible.filter((other) => other === one || included.some((answer) => other.includes(answer)));
    const least = one.share / 100;
    const most = rivals.reduce((sum, { share }) => sum + share / 100, 0);
    const off = tolerance(new Map([["", least]]), answers.length) + 1e-9;
    const part = included.length / answers.length;
    return part >= least - off && part <= most + off;
  });
}

/** In the words of expectations. */
export function possibleText(possible: readonly PossibleAnswer[]): string {
  return possible
    .map(({ result, by, share }) => {
      const text = answersText([{ result }]) + (by ? ` by ${by.join(" or ")}` : "");
      return possible.length > 1 ? `${Math.round(share)} % ${text}` : text;
    })
    .join(", ");
}
