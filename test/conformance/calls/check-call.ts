import type { ModelVerdict } from "../model/model.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import type { CallAnswer, PlannedCall } from "./call.ts";
import { isAsExpected } from "./expectation.ts";
import { makeCall } from "./make-call.ts";
import { unseenBy } from "./sight.ts";

/** A call that was made: what came back, and whether that is what the scenario expects and what the model says. */
export interface CheckedCall {
  readonly call: PlannedCall;
  readonly answers: readonly CallAnswer[];
  readonly asExpected: boolean;
  /** What applications say of the request instead of what they were to see. */
  readonly unseen: readonly string[];
  readonly model: ModelVerdict;
}

/** Makes a call and asks the model about it. */
export async function checkCall(call: PlannedCall, { clusters, clients, model }: ScenarioRun): Promise<CheckedCall> {
  const answers = await makeCall(call, clusters, clients);
  const unseen = unseenBy(call.sees, answers);
  const asExpected = isAsExpected(call.expect, answers) && unseen.length === 0;
  return { call, answers, asExpected, unseen, model: await model.judge(call, answers, clusters) };
}
