import { dirname } from "node:path";
import { runPublish } from "../commands/publish/run.ts";
import type { Answer, FailureReport, Remark } from "../findings/answer.ts";
import { plain } from "../findings/formats/style.ts";
import { counted } from "../findings/formats/words.ts";
import { defaultMaxBytes } from "../inputs/federation-input.ts";
import { fitting, maxCharacters } from "../publish/forges/markdown-list.ts";
import { isThere } from "./base-revision.ts";
import type { Inputs } from "./inputs.ts";
import { verbatim } from "./markdown.ts";
import type { Result } from "./result.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** Brings the overlays to their repositories or, for `drift`, only tells which repositories differ. Throws a Failure if the reason lies outside of the file. */
export async function runDelivery(inputs: Inputs, drift: boolean, { before, event }: WorkflowEvent): Promise<Result> {
  const { file, out = "out" } = inputs;
  const given = inputs.base ?? (drift ? undefined : before);
  const isFetched = given !== undefined && (inputs.base !== undefined || (await isThere(dirname(file), given)));
  const request = {
    operands: [file],
    cluster: [],
    wave: undefined,
    onlyAdditions: false,
    onlyWithdrawals: false,
    dryRun: drift,
    wait: false,
    timeout: 0,
    interval: 0,
    assumeSynced: [],
    author: undefined,
    sign: undefined,
    stopOnError: false,
    adopt: false,
    overwriteEdits: false,
    allowRollback: false,
    out,
    base: isFetched ? given : undefined,
    cache: undefined,
    toDirectory: undefined,
    maxBytes: defaultMaxBytes,
  } as const;
  const answer = await runPublish(request, { unattended: event === "schedule" });
  const log = answer.text?.(plain) ?? "";
  const outcomes = outcomesIn(answer);
  const drifted = outcomes.filter((outcome) => outcome !== "unchanged").length;
  return {
    findings: answer.findings,
    accepted: answer.accepted ?? [],
    remarks: [...(answer.warnings ?? []), ...(given !== undefined && !isFetched ? [notFetched] : [])],
    failure:
      answer.failure ?? (drift && drifted > 0 ? driftFailure(drifted, outcomes.length) : answer.ok ? undefined : undelivered(answer)),
    log,
    markdown: log === "" ? [] : fitting(verbatim(log), maxCharacters / 2),
    outputs: {
      ...listOf("overlays", answer),
      ...listOf("later", answer),
      ...(drift && outcomes.length > 0 && { drift: String(drifted > 0) }),
    },
    ...(answer.fields && { report: answer.fields }),
  };
}

function listOf(name: string, { fields }: Answer): Readonly<Record<string, readonly unknown[]>> {
  const list = fields?.[name];
  return Array.isArray(list) ? { [name]: list } : {};
}

/** If there are errors, they are the reason. */
function undelivered({ findings }: Answer): FailureReport | undefined {
  return findings.some(({ severity }) => severity === "error") ? undefined : { message: "the overlays could not be delivered" };
}

const notFetched: Remark = {
  message: "the commit before this push was not fetched, so fedc does not look for clusters that left the file",
  help: "give actions/checkout `fetch-depth: 0`",
};

function outcomesIn({ fields }: Answer): readonly string[] {
  return ((fields?.overlays ?? []) as readonly { readonly outcome: string }[]).map(({ outcome }) => outcome);
}

function driftFailure(drifted: number, all: number): FailureReport {
  return {
    message: `${drifted} of ${counted(all, "overlay")} differ from what the file compiles to`,
    help: "publish, or find out who changed what; `fedc publish --dry-run` lists the files",
  };
}
