import { dirname } from "node:path";
import { runPublish } from "../commands/publish/run.ts";
import type { Answer, FailureReport, Remark } from "../findings/answer.ts";
import { printableJson } from "../findings/formats/printable.ts";
import { plain } from "../findings/formats/style.ts";
import { counted } from "../findings/formats/words.ts";
import { isThere } from "./base-revision.ts";
import type { Inputs } from "./inputs.ts";
import { fitting, maxCharacters, verbatim } from "./markdown-lines.ts";
import type { Result } from "./result.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** Brings the overlays to their repositories, or only tells where something else stands there. Throws a Failure for what is not the file's fault. */
export async function runDelivery(inputs: Inputs, drift: boolean, { before }: WorkflowEvent, maxBytes: number): Promise<Result> {
  const { file, out } = inputs;
  const wanted = inputs.base ?? (drift ? undefined : before);
  const known = wanted !== undefined && (inputs.base !== undefined || (await isThere(dirname(file), wanted)));
  const permissions = { adopt: false, overwriteEdits: false, allowRollback: false };
  const base = known ? wanted : undefined;
  const wave = { number: undefined, only: undefined };
  const answer = await runPublish({
    ...{ file, clusters: [], dryRun: drift, stopOnError: false, desired: wave },
    ...{ permissions, out, base, cache: undefined, maxBytes },
  });
  const log = answer.text?.(plain) ?? "";
  const outcomes = outcomesIn(answer);
  const drifted = outcomes.filter((outcome) => outcome !== "unchanged").length;
  return {
    findings: answer.findings,
    remarks: [...(answer.warnings ?? []), ...(wanted !== undefined && !known ? [unseen] : [])],
    failure:
      answer.failure ?? (drift && drifted > 0 ? driftFailure(drifted, outcomes.length) : answer.ok ? undefined : undelivered(answer)),
    log,
    markdown: log === "" ? [] : fitting(verbatim(log), maxCharacters / 2),
    outputs: {
      ...(answer.fields?.overlays !== undefined && { overlays: printableJson(answer.fields.overlays) }),
      ...(answer.fields?.later !== undefined && { later: printableJson(answer.fields.later) }),
      ...(drift && outcomes.length > 0 && { drift: String(drifted > 0) }),
    },
  };
}

/** Findings say why, where there are any. */
function undelivered({ findings }: Answer): FailureReport | undefined {
  return findings.some(({ severity }) => severity === "error") ? undefined : { message: "the overlays could not be delivered" };
}

const unseen: Remark = {
  message: "what stood before this push was not fetched, so clusters that left the file are not looked for",
  help: "give actions/checkout `fetch-depth: 0`",
};

function outcomesIn({ fields }: Answer): readonly string[] {
  return ((fields?.overlays ?? []) as readonly { readonly outcome: string }[]).map(({ outcome }) => outcome);
}

function driftFailure(drifted: number, all: number): FailureReport {
  return {
    message: `${drifted} of ${counted(all, "overlay")} are not as the file has them`,
    help: "publish, or look who changed what; `fedc publish --dry-run` tells the files",
  };
}
