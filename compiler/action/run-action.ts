import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { failureOf } from "../cli/failure-of.ts";
import { runBuild } from "../commands/build/run.ts";
import { explanations } from "../explanations.ts";
import type { FailureReport } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import type { Finding } from "../findings/finding.ts";
import { printable, printableJson } from "../findings/formats/printable.ts";
import { findingsAsSarif } from "../findings/formats/sarif.ts";
import { plain } from "../findings/formats/style.ts";
import { findingsAsText, maxFindings } from "../findings/formats/text.ts";
import { defaultMaxBytes } from "../inputs/federation-input.ts";
import { version } from "../inputs/version.ts";
import { piece } from "../publish/forges/markdown-list.ts";
import { writeDecision } from "./approvals/decision-status.ts";
import { withNamedPullRequest } from "./approvals/named-pull-request.ts";
import { commentOnPullRequest } from "./comment-on-pull-request.ts";
import { type ActionMode, chooseMode, type Inputs, readInputs } from "./inputs.ts";
import { cutMarkdown, failureMarkdown, findingsMarkdown, remarksMarkdown } from "./markdown.ts";
import { leftOutRemarks, outputTexts } from "./output-texts.ts";
import type { Result } from "./result.ts";
import { runDelivery } from "./run-delivery.ts";
import { runPreview } from "./run-preview.ts";
import { findingCommand, remarkCommand, writeOutputs, writeSummary } from "./runner.ts";
import { type Environment, readWorkflowEvent, type WorkflowEvent } from "./workflow-event.ts";
import { workspacePath, writeInWorkspace } from "./workspace-path.ts";

/** Does what the event asks for, and reports it in every way that GitHub has. Returns the exit status; never throws. */
export async function runAction(environment: Environment): Promise<number> {
  // The log holds names that other people chose. The runner shows lines between these two, but does not take them for commands.
  const word = randomBytes(16).toString("hex");
  process.stdout.write(`::stop-commands::${word}\n`);
  const commands: string[] = [];
  let ok = false;
  try {
    ok = await carriedOut(environment, commands);
  } catch (error) {
    commands.push(remarkCommand("error", failureOf(error)));
  }
  process.stdout.write(`::${word}::\n${commands.join("")}`);
  return ok ? 0 : 1;
}

async function carriedOut(environment: Environment, commands: string[]): Promise<boolean> {
  const workspace = environment.GITHUB_WORKSPACE ?? process.cwd();
  process.chdir(workspace);
  const inputs = readInputs(environment);
  const workflowEvent = await withNamedPullRequest(readWorkflowEvent(environment), inputs, environment);
  const mode = chooseMode(inputs, workflowEvent);
  const result = await resultOf(inputs, mode, workflowEvent, environment, workspace);
  const failure = result.failure ?? findingsFailure(result.findings, inputs) ?? approvalFailure(result, inputs);
  const { findings, accepted = [] } = result;
  const { texts, leftOut } = outputTexts(result.outputs);
  const remarks = [...result.remarks, ...leftOutRemarks(leftOut, inputs.report)];
  process.stdout.write(`${findingsAsText(findings, plain, accepted)}${result.log}`);

  const lines = [
    `### Federation in ${piece(inputs.file)}`,
    "",
    ...result.markdown,
    ...findingsMarkdown(findings, accepted),
    ...remarksMarkdown(remarks),
    ...(result.failure ? failureMarkdown(result.failure) : []),
  ];
  const markdown = [...lines, ...cutMarkdown(lines, inputs.report)].join("\n");
  writeSummary(environment, markdown);
  const outputs: Record<string, string> = {
    mode,
    ok: String(failure === undefined),
    errors: String(count(findings, "error")),
    warnings: String(count(findings, "warning")),
    accepted: String(accepted.length),
    ...texts,
    "left-out": printableJson(leftOut),
  };
  if (inputs.report !== undefined && result.report)
    outputs.report = writeInWorkspace(workspace, inputs.report, `${printableJson({ version: 1, mode, ...result.report })}\n`);
  if (inputs.sarif !== undefined) {
    const sarif = findingsAsSarif([...findings, ...accepted], { version: version(), file: inputs.file, explanations });
    outputs.sarif = writeInWorkspace(workspace, inputs.sarif, `${JSON.stringify(sarif, undefined, 2)}\n`);
  }
  commands.push(...findings.slice(0, maxFindings).map(findingCommand), ...remarks.map((remark) => remarkCommand("warning", remark)));
  if (failure) commands.push(remarkCommand("error", failure));
  if (mode === "preview" && workflowEvent.pullRequest && inputs.comment) {
    const comment = await commentOnPullRequest(workflowEvent.pullRequest, inputs, environment, markdown);
    if ("url" in comment) outputs["comment-url"] = printable(comment.url);
    else commands.push(remarkCommand(comment.kind, comment.remark));
  }
  const unwritten = await writeDecision(inputs, workflowEvent, environment, failure);
  if (unwritten) commands.push(remarkCommand("error", unwritten));
  writeOutputs(environment, unwritten ? { ...outputs, ok: "false" } : outputs);
  return failure === undefined && unwritten === undefined;
}

/** A failure goes into the summary and the comment too: otherwise readers would believe an older comment. */
async function resultOf(
  inputs: Inputs,
  mode: ActionMode,
  workflowEvent: WorkflowEvent,
  environment: Environment,
  workspace: string,
): Promise<Result> {
  try {
    const file = workspacePath(workspace, inputs.file);
    if (!existsSync(join(workspace, file)))
      throw new Failure(
        `there is no \`${file}\` in the checked-out revision`,
        "set the input `file` to the federation's path; to remove a cluster, set `inactive` on it and keep the file",
      );
    const own = { ...inputs, file, inventory: inputs.inventory.map((given) => inWorkspace(workspace, given)) };
    const result =
      mode === "preview" || mode === "check"
        ? await runPreview(own, mode === "preview", workflowEvent, environment)
        : await runDelivery(own, mode === "drift", workflowEvent);
    return inputs.out === undefined ? result : withBuild(result, own, workspacePath(workspace, inputs.out));
  } catch (error) {
    return { findings: [], remarks: [], failure: failureOf(error), log: "", markdown: [], outputs: {} };
  }
}

/** A dump in the workspace, with its cluster. */
function inWorkspace(workspace: string, given: string): string {
  const at = given.indexOf("=") + 1;
  return `${given.slice(0, at)}${workspacePath(workspace, given.slice(at))}`;
}

/** Writes the overlays as files, for later steps. A failure here hides nothing that was delivered. */
function withBuild(result: Result, { file, inventory }: Inputs, folder: string): Result {
  try {
    const answer = runBuild({ operands: [file], out: folder, cluster: [], noVerify: true, inventory, maxBytes: defaultMaxBytes });
    const { ok, failure, warnings = [] } = answer;
    return {
      ...result,
      failure: result.failure ?? failure,
      remarks: [...result.remarks, ...warnings],
      outputs: { ...result.outputs, ...(ok && { out: folder }) },
    };
  } catch (error) {
    return { ...result, failure: result.failure ?? failureOf(error) };
  }
}

function findingsFailure(findings: readonly Finding[], { failOn }: Inputs): FailureReport | undefined {
  if (count(findings, "error") > 0) return { message: "the file has errors, so nothing was delivered" };
  if (!failOn.includes("warning") || count(findings, "warning") === 0) return undefined;
  return { message: "there are warnings, and `fail-on` has `warning`" };
}

/** A result that says nothing about approvals must not pass for one that has them. */
function approvalFailure({ approved }: Result, { requireApproval }: Inputs): FailureReport | undefined {
  return requireApproval && !approved ? { message: "the approvals were not decided" } : undefined;
}

function count(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
