import type { Federation } from "../../2-resolve/federation.ts";
import { makePlan, objectsOf } from "../../4-plan/plan.ts";
import { accessOf } from "../../access/access.ts";
import { accessChanges } from "../../access/changes/access-change.ts";
import { plannedChanges } from "../../access/changes/planned-changes.ts";
import type { Access } from "../../access/who-may-call.ts";
import { check } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { federationAtRevision } from "../../environment/federation-at-revision.ts";
import { defaultFile, readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { printable } from "../../findings/formats/printable.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";
import { accessChangeReport, accessCounts, accessReport } from "./report.ts";

/** What `fedc access` was asked for. */
export interface AccessRequest {
  readonly file: string | undefined;
  readonly filter: AccessFilter;
  readonly base: string | undefined;
  readonly maxBytes: number;
}

/** Everything where a list is empty. */
interface AccessFilter {
  /** `cluster`, `cluster/namespace` or `cluster/namespace/account`. */
  readonly from: readonly string[];
  /** Services and clusters. */
  readonly to: readonly string[];
}

/** Tells who may call what. Throws a Failure for what is not the file's fault. */
export async function runAccess({ file, filter, base, maxBytes }: AccessRequest): Promise<Answer> {
  if (base !== undefined && file === "-") throw new Failure("standard input lies in no repository", "name the file");
  const input = readFederation(file, maxBytes);
  const time = clock();
  const { findings, federation } = check(input.source, { readFile: rootReader(input.folder), ...time, maxBytes });
  if (!federation) return { ok: false, findings: findings.sorted() };
  checkFilter(filter, federation);
  const plan = makePlan(federation);
  const wanted = (all: readonly Access[]) => all.filter((access) => isWanted(access, filter));
  if (base === undefined) {
    const all = wanted(accessOf(federation, objectsOf(plan)));
    return {
      ok: true,
      findings: [],
      text: (paint) => (all.length === 0 ? `${nothing(filter)}\n` : `${accessReport(all, paint)}\n${accessCounts(all)}\n`),
      fields: { access: all },
    };
  }
  const then = await federationAtRevision(file ?? defaultFile, base, time, maxBytes);
  const { before, after } = plannedChanges({ federation: then, plan: makePlan(then) }, { federation, plan });
  const changes = accessChanges(wanted(before), wanted(after));
  return { ok: true, findings: [], text: (paint) => accessChangeReport(changes, paint), fields: { base, changes } };
}

function nothing({ from, to }: AccessFilter): string {
  if (from.length + to.length === 0) return "nobody may call anything across clusters";
  const asked = [...from.map((one) => `--from ${one}`), ...to.map((one) => `--to ${one}`)].join(" ");
  return `no call across clusters is allowed that fits ${printable(asked)}`;
}

/** A name that does not exist would look like no access. */
function checkFilter({ from, to }: AccessFilter, { clusters, services }: Federation): void {
  const known = [...clusters.keys()];
  for (const one of from) {
    const [cluster = ""] = one.split("/");
    if (!clusters.has(cluster)) throw new Failure(`there is no cluster \`${cluster}\` in the federation`, didYouMeanOneOf(cluster, known));
  }
  const names = [...known, ...services.map(({ name }) => name)];
  for (const one of to)
    if (!names.includes(one)) throw new Failure(`there is no cluster or service \`${one}\` in the federation`, didYouMeanOneOf(one, names));
}

function isWanted({ from, caller, to, service }: Access, filter: AccessFilter): boolean {
  const byCaller = filter.from.some((one) => {
    const [cluster, namespace, account] = one.split("/");
    const [callersNamespace, callersAccount] = caller.split("/");
    if (cluster !== from) return false;
    if (caller === "any" || namespace === undefined) return true;
    return callersNamespace === namespace && (account === undefined || callersAccount === "*" || callersAccount === account);
  });
  return (filter.from.length === 0 || byCaller) && (filter.to.length === 0 || filter.to.includes(to) || filter.to.includes(service));
}
