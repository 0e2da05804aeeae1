import { dirname } from "node:path";
import { accessChangeKinds, givesMore } from "../access/changes/access-change.ts";
import { accessChangeReport } from "../commands/access/report.ts";
import { contents } from "../commands/check/run.ts";
import { compile } from "../compile.ts";
import { clock } from "../environment/clock.ts";
import { readFederation } from "../environment/federation-input.ts";
import { rootReader } from "../environment/root-reader.ts";
import type { FailureReport } from "../findings/answer.ts";
import { printable, printableJson } from "../findings/formats/printable.ts";
import { plain } from "../findings/formats/style.ts";
import { baseRevision } from "./base-revision.ts";
import { type Compared, comparedWith } from "./compared.ts";
import { comparedMarkdown } from "./compared-markdown.ts";
import type { Inputs } from "./inputs.ts";
import { piece } from "./markdown-lines.ts";
import type { Result } from "./result.ts";
import type { Environment, WorkflowEvent } from "./workflow-event.ts";

/** Compiles a federation and tells what it changes; nothing is delivered. Throws a Failure for what is not the file's fault. */
export async function runPreview(
  inputs: Inputs,
  compares: boolean,
  workflowEvent: WorkflowEvent,
  environment: Environment,
  maxBytes: number,
): Promise<Result> {
  const { file, failOn } = inputs;
  const { source, folder } = readFederation(file, maxBytes);
  const time = clock();
  const compiled = compile(source, { readFile: rootReader(folder), ...time, maxBytes });
  const findings = compiled.findings.sorted();
  const { federation, built } = compiled;
  if (!federation || !built)
    return { findings, remarks: [], log: "", markdown: ["**This does not compile**, so nothing of it can be delivered.", ""], outputs: {} };
  const outputs = { federation: federation.name };
  if (!compares) {
    const fine = `${file} is fine: ${contents(federation)}`;
    return { findings, remarks: [], log: `${printable(fine)}\n`, markdown: [piece(fine), ""], outputs };
  }

  const base = await baseRevision(dirname(file), inputs.base, workflowEvent, environment);
  const compared = await comparedWith(file, { federation, ...built }, base, time, maxBytes);
  return {
    findings,
    remarks: [],
    log: "unknown" in compared ? `what changes is not known: ${compared.unknown}\n` : accessChangeReport(compared.changes, plain),
    markdown: comparedMarkdown(compared),
    failure: failOn.includes("access") ? refusedAccess(compared) : undefined,
    outputs: { ...outputs, ...comparedOutputs(compared) },
  };
}

function comparedOutputs(compared: Compared): Readonly<Record<string, string>> {
  if ("unknown" in compared) return {};
  const { changes, approvals, files } = compared;
  const counts = accessChangeKinds.map((kind) => [kind, String(changes.filter((change) => change.kind === kind).length)]);
  return {
    ...Object.fromEntries(counts),
    "access-changes": printableJson(changes),
    approvals: printableJson(approvals.asked.map(({ owner }) => owner)),
    files: printableJson(Object.fromEntries(files)),
  };
}

/** What is not known may be more. */
function refusedAccess(compared: Compared): FailureReport | undefined {
  if ("unknown" in compared) return { message: `whether anybody gains access is not known: ${compared.unknown}` };
  const more = compared.changes.filter(givesMore).length;
  return more === 0
    ? undefined
    : { message: "access is gained, and `fail-on` has `access`", help: "let the owners decide, and merge then" };
}
