import { withEveryMember } from "../../1-load/spelled-out/every-member.ts";
import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { check } from "../../compile.ts";
import { asFileText, type WritableMap } from "../../edit/written-entry.ts";
import type { Answer } from "../../findings/answer.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { awaitingAsJson, awaitingLines } from "../awaiting.ts";
import { reportBlock } from "../report-lines.ts";
import type { CheckRequest } from "./command.ts";

/** Checks a file, and counts its contents if it does not have errors. Throws a Failure if the file cannot be read. */
export function runCheck({ operands: [file], spelledOut, maxBytes }: CheckRequest): Answer {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation, loaded } = check(source, options);
  if (!federation || !loaded) return { ok: false, ...findings.reported() };
  const awaits = awaitingHalves(federation).map((half) => awaitingAsJson(half, loaded.at));
  const answer = { ok: true, ...findings.reported() };
  if (spelledOut) {
    const inFull = withEveryMember(loaded.file);
    const text = asFileText(inFull as unknown as WritableMap);
    return { ...answer, text: () => text, fields: { contains: counts(federation), awaits, spelledOut: inFull } };
  }
  const waiting = (style: Style) => reportBlock(style("warning", "waits"), awaitingLines(awaitingHalves(federation), loaded.at));
  return {
    ...answer,
    text: (style) => `${style("good", `${printable(source.name)} is fine`)}: ${contents(federation)}\n${waiting(style)}`,
    fields: { contains: counts(federation), awaits },
  };
}

function counts({ clusters, services, grants }: Federation) {
  const inForce = grants.filter(({ inactive, pending }) => inactive === undefined && !pending).length;
  return { clusters: clusters.size, services: services.length, grants: grants.length, grantsInForce: inForce };
}

/** `2 clusters, 3 services, 4 grants (1 not in force)`. */
export function contents(federation: Federation): string {
  const { clusters, services, grants, grantsInForce } = counts(federation);
  const waiting = grants > grantsInForce ? ` (${grants - grantsInForce} not in force)` : "";
  return `${counted(clusters, "cluster")}, ${counted(services, "service")}, ${counted(grants, "grant")}${waiting}`;
}
