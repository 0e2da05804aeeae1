import type { Federation } from "../../2-resolve/federation.ts";
import { makePlan } from "../../4-plan/plan.ts";
import { accessOf } from "../../access/access.ts";
import { accessChanges } from "../../access/changes/access-change.ts";
import { plannedChanges } from "../../access/changes/planned-changes.ts";
import type { Concerned } from "../../access/concerned.ts";
import { plannedOnUse } from "../../access/meshes-on-use.ts";
import type { Access } from "../../access/who-may-call.ts";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { mustExist } from "../../findings/suggest.ts";
import { federationAtRevision } from "../../inputs/federation-at-revision.ts";
import { defaultFile, readFederation } from "../../inputs/federation-input.ts";
import type { AccessRequest } from "./command.ts";
import { accessChangeReport, accessCounts, accessReport } from "./report.ts";

/** `from` holds `cluster`, `cluster/namespace` or `cluster/namespace/account`, `to` services and clusters. An empty list leaves out nothing. */
type Filter = Pick<AccessRequest, "from" | "to">;

/** Tells who may call what. Throws a Failure if the reason lies outside of the file. */
export async function runAccess({ operands: [file = defaultFile], from, to, base, maxBytes }: AccessRequest): Promise<Answer> {
  if (base !== undefined && file === "-") throw new Failure("standard input does not lie in a repository", "name the file");
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation } = check(source, options);
  if (!federation) return { ok: false, ...findings.reported() };
  const filter = { from, to };
  checkFilter(filter, federation);
  const filtered = (accesses: readonly Access[]) => accesses.filter((access) => matches(access, filter));
  if (base !== undefined) {
    const { federation: former } = await federationAtRevision(file, base, options);
    const { before, after } = plannedChanges({ federation: former, plan: makePlan(former) }, { federation, plan: makePlan(federation) });
    const changes = accessChanges(filtered(before), filtered(after));
    return { ok: true, findings: [], text: (style) => accessChangeReport(changes, style), fields: { base, changes } };
  }
  const accesses = filtered(accessOf(federation, plannedOnUse(federation).objects, undefined, concernedIn(filter)));
  const text = (style: Style) =>
    accesses.length === 0 ? `${nothingAllowed(filter)}\n` : `${accessReport(accesses, style)}\n${accessCounts(accesses)}\n`;
  return { ok: true, findings: [], text, fields: { access: accesses } };
}

function nothingAllowed({ from, to }: Filter): string {
  if (from.length + to.length === 0) return "no call across clusters is allowed";
  const given = [...from.map((caller) => `--from ${caller}`), ...to.map((name) => `--to ${name}`)].join(" ");
  return `no call across clusters is allowed that matches ${printable(given)}`;
}

/** The answer for a name that does not exist would look like "no access". */
function checkFilter({ from, to }: Filter, { clusters, services }: Federation): void {
  const clusterNames = [...clusters.keys()];
  const callingClusters = from.map((caller) => caller.split("/")[0] ?? "");
  mustExist("cluster", callingClusters, clusterNames);
  mustExist("cluster or service", to, [...clusterNames, ...services.map(({ name }) => name)]);
}

/** Only calls that a filter may show have to be followed, and only the clusters that these visit have to be planned. */
function concernedIn({ from, to }: Filter): Concerned {
  const callingClusters = from.map((caller) => caller.split("/")[0]);
  return ({ cluster, service }) =>
    (from.length === 0 || callingClusters.includes(cluster.name)) &&
    (to.length === 0 || to.includes(service.name) || service.exposures.some((exposure) => to.includes(exposure.cluster.name)));
}

function matches({ from, caller, to, service }: Access, filter: Filter): boolean {
  const byCaller = filter.from.some((given) => {
    const [cluster, namespace, account] = given.split("/");
    const [callersNamespace, callersAccount] = caller.split("/");
    if (cluster !== from) return false;
    if (caller === "any" || namespace === undefined) return true;
    return callersNamespace === namespace && (account === undefined || callersAccount === "*" || callersAccount === account);
  });
  return (filter.from.length === 0 || byCaller) && (filter.to.length === 0 || filter.to.includes(to) || filter.to.includes(service));
}
