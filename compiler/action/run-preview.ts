import { dirname } from "node:path";
import { accessChangeKinds, givesMore } from "../access/changes/access-change.ts";
import { failureOf } from "../cli/failure-of.ts";
import { contents } from "../commands/check/run.ts";
import { changeReportText, reportFields } from "../commands/diff/report.ts";
import { compile } from "../compile.ts";
import type { FailureReport } from "../findings/answer.ts";
import { printable } from "../findings/formats/printable.ts";
import { plain } from "../findings/formats/style.ts";
import { readFederation } from "../inputs/federation-input.ts";
import { inventoryReader } from "../inputs/inventory-folder.ts";
import { piece } from "../publish/forges/markdown-list.ts";
import { approvalsFailure, approvalsMarkdown, approvalsText, missingOwners } from "./approvals/approvals-markdown.ts";
import { type ApprovalsDecision, isApproved } from "./approvals/decide-approvals.ts";
import { readApprovals } from "./approvals/read-approvals.ts";
import { baseRevision } from "./base-revision.ts";
import { type Compared, comparedWith, type Effect } from "./compared.ts";
import { comparedMarkdown } from "./compared-markdown.ts";
import type { Inputs } from "./inputs.ts";
import type { OutputValue } from "./output-texts.ts";
import type { Result } from "./result.ts";
import type { Environment, WorkflowEvent } from "./workflow-event.ts";

/** Compiles a federation and tells what it changes, without a delivery. Throws a Failure if the reason lies outside of the file. */
export async function runPreview(
  inputs: Inputs,
  compares: boolean,
  workflowEvent: WorkflowEvent,
  environment: Environment,
): Promise<Result> {
  const { file, failOn, inventory } = inputs;
  const { source, options } = readFederation(file);
  const { planned, findings } = compile(source, { ...options, readInventory: inventoryReader(inventory) });
  const reported = findings.reported();
  if (!planned)
    return { ...reported, remarks: [], log: "", markdown: ["**The file does not compile**, so it cannot be delivered.", ""], outputs: {} };
  const { federation } = planned;
  const outputs = { federation: federation.name };
  if (!compares) {
    const fine = `${file} is fine: ${contents(federation)}`;
    return { ...reported, remarks: [], log: `${printable(fine)}\n`, markdown: [piece(fine), ""], outputs };
  }

  const base = await baseRevision(dirname(file), inputs.base, workflowEvent, environment);
  const compared = await comparedWith(file, planned, base, options);
  const result = {
    ...reported,
    remarks: [],
    log: "unknown" in compared ? `the change is not known: ${compared.unknown}\n` : changeReportText(compared.report, plain),
    markdown: comparedMarkdown(compared),
    failure: failOn.includes("access") ? refusedAccess(compared) : undefined,
    outputs: { ...outputs, ...comparedOutputs(compared) },
    ...("report" in compared && { report: wholeReport(base, compared) }),
  };
  return inputs.requireApproval ? withApprovals(result, () => readApprovals(base, compared, inputs, workflowEvent, environment)) : result;
}

/** Adds who has approved. If that cannot be told, the change is shown all the same, and the step fails. */
async function withApprovals(result: Result, read: () => Promise<ApprovalsDecision>): Promise<Result> {
  try {
    const decision = await read();
    return {
      ...result,
      approved: isApproved(decision),
      log: `${result.log}${approvalsText(decision)}`,
      markdown: [...approvalsMarkdown(decision), ...result.markdown],
      failure: result.failure ?? approvalsFailure(decision),
      outputs: { ...result.outputs, "missing-approvals": missingOwners(decision) },
      ...(result.report && { report: { ...result.report, missingApprovals: missingOwners(decision) } }),
    };
  } catch (error) {
    return { ...result, failure: failureOf(error) };
  }
}

/** As `fedc diff --base --json` has it, with all files. */
function wholeReport(against: string, { report, approvals, files }: Effect): Readonly<Record<string, unknown>> {
  return { against, ...approvals, ...reportFields(report), files: Object.fromEntries(files) };
}

function comparedOutputs(compared: Compared): Readonly<Record<string, OutputValue>> {
  if ("unknown" in compared) return {};
  const { report, approvals, files } = compared;
  const counts = accessChangeKinds.map((kind) => [kind, String(report.access.filter((change) => change.kind === kind).length)]);
  return {
    ...Object.fromEntries(counts),
    "access-changes": report.access,
    changes: report.entries,
    approvals: approvals.asked.map(({ owner }) => owner),
    files: Object.fromEntries(files),
  };
}

/** Unknown access may be more access. */
function refusedAccess(compared: Compared): FailureReport | undefined {
  if ("unknown" in compared) return { message: `it is not known whether anybody gains access: ${compared.unknown}` };
  const more = compared.report.access.filter(givesMore).length;
  return more === 0 ? undefined : { message: "access is gained, and `fail-on` has `access`", help: "let the owners decide, then merge" };
}
