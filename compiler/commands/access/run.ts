import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import type { Consumption, Federation } from "../../2-resolve/federation.ts";
import { ClusterPlans } from "../../4-plan/cluster-plans.ts";
import { accessOf } from "../../access/access.ts";
import { accessChanges } from "../../access/changes/access-change.ts";
import { plannedChanges } from "../../access/changes/planned-changes.ts";
import { plannedOnUse } from "../../access/meshes-on-use.ts";
import { standingBeside } from "../../access/standing-beside.ts";
import type { Access } from "../../access/who-may-call.ts";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Style } from "../../findings/formats/style.ts";
import { federationAtRevision } from "../../inputs/federation-at-revision.ts";
import { defaultFile, readFederation } from "../../inputs/federation-input.ts";
import { readDumps } from "../../inputs/inventory-folder.ts";
import type { StandingInventory } from "../../inventory/cluster-inventory.ts";
import { awaitingAsJson, awaitingLines } from "../awaiting.ts";
import { reportBlock } from "../report-lines.ts";
import type { AccessRequest } from "./command.ts";
import { type AccessFilter, concernedIn, matchesAccess, matchesHalf, spelledOutFilter } from "./filter.ts";
import { networkAnswer, networkFormatOf } from "./network.ts";
import { accessChangeReport, accessCounts, accessReport, type UnknownAccess, unknownReport } from "./report.ts";

/** Tells who may call what. Throws a Failure if the reason lies outside of the file. */
export async function runAccess(request: AccessRequest): Promise<Answer> {
  const {
    operands: [file = defaultFile],
    from,
    to,
    base,
    network,
    inventory: dumps,
    maxBytes,
  } = request;
  const format = networkFormatOf(request);
  if (base !== undefined && file === "-") throw new Failure("standard input does not lie in a repository", "name the file");
  const { source, options } = readFederation(file, maxBytes);
  if (dumps.length > 0 && (base !== undefined || network))
    throw new Failure("`--inventory` tells about the clusters as they are now", "leave out `--base` and `--network`");
  const { findings, federation, loaded } = check(source, options);
  if (!federation || !loaded) return { ok: false, ...findings.reported() };
  const filter = spelledOutFilter({ from, to }, federation);
  if (network) return networkAnswer(federation, filter, format);
  const filtered = (accesses: readonly Access[]) => accesses.filter((access) => matchesAccess(access, filter));
  if (base !== undefined) {
    const { federation: former } = await federationAtRevision(file, base, options);
    const planned = (one: Federation) => ({ federation: one, plans: new ClusterPlans(one) });
    const { before, after } = plannedChanges(planned(former), planned(federation));
    const changes = accessChanges(filtered(before), filtered(after));
    return { ok: true, findings: [], text: (style) => accessChangeReport(changes, style), fields: { base, changes } };
  }
  if (dumps.length > 0) return accessWithInventory(federation, readDumps(dumps, [...federation.clusters.keys()]), filter);
  const accesses = filtered(accessOf(federation, plannedOnUse(federation).objects, undefined, concernedIn(filter)));
  const halves = awaitingHalves(federation).filter((half) => matchesHalf(half, filter));
  const text = (style: Style) => {
    const waiting = reportBlock(style("warning", "waits"), awaitingLines(halves, loaded.at));
    if (accesses.length === 0) return `${nothingAllowed(filter)}\n${waiting && `\n${waiting}`}`;
    return `${accessReport(accesses, style)}\n${waiting && `${waiting}\n`}${accessCounts(accesses)}\n`;
  };
  return { ok: true, findings: [], text, fields: { access: accesses, awaits: halves.map((half) => awaitingAsJson(half, loaded.at)) } };
}

/** The same with what others have in the clusters, and what that keeps from being known. */
function accessWithInventory(federation: Federation, inventory: StandingInventory, filter: AccessFilter): Answer {
  const beside = standingBeside(federation, plannedOnUse(federation).objects, inventory);
  const concerned = concernedIn(filter);
  const unknown: UnknownAccess[] = [];
  const note = ({ cluster, as, port }: Consumption, reason: string) =>
    unknown.push({ from: cluster.name, as: `${as?.host}:${port}`, reason });
  const accesses = accessOf(beside.federation, beside.objects, undefined, concerned, (consumption, { message }) =>
    note(consumption, message),
  );
  const consumptions = beside.federation.services.flatMap((service) => service.consumptions);
  for (const consumption of consumptions.filter(({ inactive, as }) => inactive === undefined && as).filter(concerned))
    for (const { cluster, object, reason } of beside.unknownFor(consumption))
      note(consumption, `${object.file}:${object.line}: ${object.title} of ${cluster}: ${reason}`);
  const shown = accesses.filter((access) => matchesAccess(access, filter));
  const known = (style: Style) =>
    shown.length === 0 ? `${nothingAllowed(filter, unknown.length > 0)}\n` : `${accessReport(shown, style)}\n${accessCounts(shown)}\n`;
  return {
    ok: true,
    findings: [],
    text: (style) => `${known(style)}${unknownReport(unknown, style)}`,
    fields: { access: shown, notKnown: unknown },
  };
}

function nothingAllowed({ asked }: AccessFilter, isUncertain = false): string {
  const said = isUncertain ? "no call across clusters is known to be allowed" : "no call across clusters is allowed";
  return asked === "" ? said : `${said} that matches ${asked}`;
}
