import type { ModelVerdict } from "../model/model.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import type { CallAnswer, PlannedCall } from "./call.ts";
import { isAsExpected } from "./expectation.ts";
import { makeCall } from "./make-call.ts";

/** A call that was made: what came back, and whether that is what the scenario expects and what the model says. */
export interface CheckedCall {
  readonly call: PlannedCall;
  readonly answers: readonly CallAnswer[];
  readonly asExpected: boolean;
  readonly model: ModelVerdict;
}

/** Makes a call and asks the model about it. */
export async function checkCall(call: PlannedCall, { clusters, clients, model }: ScenarioRun): Promise<CheckedCall> {
  const answers = await makeCall(call, clusters, clients);
  return { call, answers, asExpected: isAsExpected(call.expect, answers), model: await model.judge(call, answers, clusters) };
}
