import { withEveryMember } from "../../1-load/spelled-out/every-member.ts";
import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { check } from "../../compile.ts";
import { asFileText, type WritableMap } from "../../edit/written-entry.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Findings } from "../../findings/finding.ts";
import { findingsAsCodeQuality } from "../../findings/formats/code-quality.ts";
import { printable, printableJson } from "../../findings/formats/printable.ts";
import { findingsAsSarif } from "../../findings/formats/sarif.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { inventoryReader } from "../../inputs/inventory-folder.ts";
import { awaitingAsJson, awaitingLines } from "../awaiting.ts";
import { reportBlock } from "../report-lines.ts";
import type { CheckRequest } from "./command.ts";

/** Checks a file, and counts its contents if it does not have errors. Throws a Failure if the file cannot be read. */
export async function runCheck(request: CheckRequest): Promise<Answer> {
  const { operands, maxBytes, failOn, format, spelledOut, inventory } = request;
  if (spelledOut && format !== "text")
    throw new Failure(`\`--spelled-out\` and \`--format ${format}\` are both printed to standard output`, "give one of them");
  const { source, options } = readFederation(operands[0], maxBytes);
  const { findings, federation, loaded } = check(source, { ...options, readInventory: inventoryReader(inventory) });
  const reported = findings.reported();
  const report = await reportIn(request, reported, source.name);
  const asReport = report === undefined ? {} : { text: () => report };
  if (!federation || !loaded) return { ok: false, ...reported, ...asReport };
  const isFine = failOn === "error" || reported.findings.every(({ severity }) => severity === "note");
  const awaiting = awaitingHalves(federation);
  const fields = { contains: counts(federation), awaits: awaiting.map((half) => awaitingAsJson(half, loaded.at)) };
  const answer = { ok: isFine, ...reported, ...asReport, fields };
  if (spelledOut) {
    const inFull = withEveryMember(loaded.file);
    const text = asFileText(inFull as unknown as WritableMap);
    return { ...answer, text: () => text, fields: { ...fields, spelledOut: inFull } };
  }
  if (report !== undefined || !isFine) return answer;
  const waiting = (style: Style) => reportBlock(style("warning", "waits"), awaitingLines(awaiting, loaded.at));
  return {
    ...answer,
    text: (style) => `${style("good", `${printable(source.name)} is fine`)}: ${contents(federation)}\n${waiting(style)}`,
  };
}

/** The report for a pipeline; undefined if people read the answer. */
async function reportIn(
  { format }: CheckRequest,
  { findings, accepted }: ReturnType<Findings["reported"]>,
  file: string,
): Promise<string | undefined> {
  if (format === "codequality") return `${printableJson(findingsAsCodeQuality(findings, file))}\n`;
  if (format !== "sarif") return undefined;
  const { explanations } = await import("../../explanations.ts");
  const { version } = await import("../../inputs/version.ts");
  return `${printableJson(findingsAsSarif([...findings, ...accepted], { version: version(), file, explanations }))}\n`;
}

function counts({ clusters, services, grants }: Federation) {
  const allowsOf = (some: Federation["grants"]) => new Set(some.map(({ allow }) => allow)).size;
  const inForce = allowsOf(grants.filter(({ inactive, pending }) => inactive === undefined && !pending));
  return { clusters: clusters.size, services: services.length, grants: allowsOf(grants), grantsInForce: inForce };
}

/** `2 clusters, 3 services, 4 grants (1 not in force)`. */
export function contents(federation: Federation): string {
  const { clusters, services, grants, grantsInForce } = counts(federation);
  const waiting = grants > grantsInForce ? ` (${grants - grantsInForce} not in force)` : "";
  return `${counted(clusters, "cluster")}, ${counted(services, "service")}, ${counted(grants, "grant")}${waiting}`;
}
