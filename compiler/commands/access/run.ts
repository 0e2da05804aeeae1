import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import { makePlan } from "../../4-plan/plan.ts";
import { accessOf } from "../../access/access.ts";
import { accessChanges } from "../../access/changes/access-change.ts";
import { plannedChanges } from "../../access/changes/planned-changes.ts";
import { plannedOnUse } from "../../access/meshes-on-use.ts";
import type { Access } from "../../access/who-may-call.ts";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Style } from "../../findings/formats/style.ts";
import { federationAtRevision } from "../../inputs/federation-at-revision.ts";
import { defaultFile, readFederation } from "../../inputs/federation-input.ts";
import { awaitingAsJson, awaitingLines } from "../awaiting.ts";
import { reportBlock } from "../report-lines.ts";
import type { AccessRequest } from "./command.ts";
import { type AccessFilter, concernedIn, filterText, matchesAccess, matchesHalf, spelledOutFilter } from "./filter.ts";
import { networkAnswer, networkFormatOf } from "./network.ts";
import { accessChangeReport, accessCounts, accessReport } from "./report.ts";

/** Tells who may call what. Throws a Failure if the reason lies outside of the file. */
export async function runAccess(request: AccessRequest): Promise<Answer> {
  const {
    operands: [file = defaultFile],
    from,
    to,
    base,
    network,
    maxBytes,
  } = request;
  const format = networkFormatOf(request);
  if (base !== undefined && file === "-") throw new Failure("standard input does not lie in a repository", "name the file");
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation, loaded } = check(source, options);
  if (!federation || !loaded) return { ok: false, ...findings.reported() };
  const filter = spelledOutFilter({ from, to }, federation);
  if (network) return networkAnswer(federation, filter, format);
  const filtered = (accesses: readonly Access[]) => accesses.filter((access) => matchesAccess(access, filter));
  if (base !== undefined) {
    const { federation: former } = await federationAtRevision(file, base, options);
    const { before, after } = plannedChanges({ federation: former, plan: makePlan(former) }, { federation, plan: makePlan(federation) });
    const changes = accessChanges(filtered(before), filtered(after));
    return { ok: true, findings: [], text: (style) => accessChangeReport(changes, style), fields: { base, changes } };
  }
  const accesses = filtered(accessOf(federation, plannedOnUse(federation).objects, undefined, concernedIn(filter)));
  const halves = awaitingHalves(federation).filter((half) => matchesHalf(half, filter));
  const text = (style: Style) => {
    const waiting = reportBlock(style("warning", "waits"), awaitingLines(halves, loaded.at));
    if (accesses.length === 0) return `${nothingAllowed({ from, to })}\n${waiting && `\n${waiting}`}`;
    return `${accessReport(accesses, style)}\n${waiting && `${waiting}\n`}${accessCounts(accesses)}\n`;
  };
  return { ok: true, findings: [], text, fields: { access: accesses, awaits: halves.map((half) => awaitingAsJson(half, loaded.at)) } };
}

function nothingAllowed(filter: AccessFilter): string {
  const given = filterText(filter);
  return given === "" ? "no call across clusters is allowed" : `no call across clusters is allowed that matches ${given}`;
}
