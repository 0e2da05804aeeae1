import { existsSync } from "node:fs";
import type { Federation } from "../../2-resolve/federation.ts";
import { makePlan, type Plan } from "../../4-plan/plan.ts";
import { accessChanges } from "../../access/changes/access-change.ts";
import { approvalsOf, missingApprovals } from "../../access/changes/approvals.ts";
import { accessSinceOverlays } from "../../access/changes/diff-access.ts";
import { objectChanges } from "../../access/changes/object-changes.ts";
import { type PlacedObjects, placedInPlan } from "../../access/changes/placed-objects.ts";
import { plannedChanges } from "../../access/changes/planned-changes.ts";
import { check } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { federationAtRevision } from "../../environment/federation-at-revision.ts";
import { defaultFile, readFederation } from "../../environment/federation-input.ts";
import { placedInFolder } from "../../environment/placed-in-folder.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted } from "../../findings/formats/words.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import { otherFiles } from "./other-files.ts";
import { type Diff, diffReport } from "./report.ts";

/** What `fedc diff` was asked for. */
export interface DiffRequest {
  readonly file: string | undefined;
  readonly base: string | undefined;
  readonly folder: string | undefined;
  /** Against the repositories that clusters follow. */
  readonly live: boolean;
  readonly requireApproval: boolean;
  /** Owners who have approved. */
  readonly approved: readonly string[];
  readonly detailedExitCode: boolean;
  readonly maxBytes: number;
}

const defaultFolder = "out";

/** Compares a file with what stands. Throws a Failure for what is not the file's fault. */
export async function runDiff(request: DiffRequest): Promise<Answer> {
  const { file, base, folder = defaultFolder, maxBytes } = request;
  refuseContradictions(request);
  const input = readFederation(file, maxBytes);
  const time = clock();
  const { findings, federation } = check(input.source, { readFile: rootReader(input.folder), ...time, maxBytes });
  if (!federation) return { ok: false, findings: findings.sorted() };
  const plan = makePlan(federation);
  if (request.live) return sinceRepositories(request, federation, plan);
  if (base === undefined) return sinceFolder(request, folder, federation, plan);
  const before = await federationAtRevision(file ?? defaultFile, base, time, maxBytes);
  const { objects, ...planned } = plannedChanges({ federation: before, plan: makePlan(before) }, { federation, plan });
  const access = accessChanges(planned.before, planned.after);
  const approvals = approvalsOf(access, federation, before, request.approved);
  return answered(request, { against: base, access, approvals, objects, withdrawn: [], files: [] }, []);
}

function refuseContradictions({ file, base, folder, live }: DiffRequest): void {
  const said = [base === undefined ? [] : "`--base`", folder === undefined ? [] : "`--out`", live ? "`--live`" : []].flat();
  if (said.length > 1) throw new Failure(`${said.join(" and ")} each say what stands`, "give one of them");
  if (base !== undefined && file === "-")
    throw new Failure("standard input lies in no repository", "name the file, or compare with overlays: `--out DIR`");
  if (base === undefined && !live && !existsSync(folder ?? defaultFolder))
    throw new Failure(
      `there is nothing to compare with: no folder \`${folder ?? defaultFolder}\``,
      "`fedc build` writes one; `--base REVISION` compares with a git revision",
    );
}

function sinceFolder(request: DiffRequest, folder: string, federation: Federation, plan: Plan): Answer {
  const clusters = plan.clusters.map(({ cluster }) => cluster.name);
  const live = placedInFolder(folder, clusters);
  const objects = objectChanges(live, placedInPlan(plan));
  const { files, warnings } = otherFiles(plan, folder, objects);
  return sinceOverlays(request, { against: folder, live: live, objects, files, warnings }, federation, plan);
}

async function sinceRepositories(request: DiffRequest, federation: Federation, plan: Plan): Promise<Answer> {
  const { placedInRepositories } = await import("./placed-in-repositories.ts");
  const live = await placedInRepositories(federation);
  const objects = objectChanges(live, placedInPlan(plan));
  return sinceOverlays(request, { against: "the repositories", live: live, objects, files: [], warnings: [] }, federation, plan);
}

interface Overlays extends Pick<Diff, "against" | "objects" | "files"> {
  readonly live: PlacedObjects;
  readonly warnings: NonNullable<Answer["warnings"]>;
}

function sinceOverlays(
  request: DiffRequest,
  { against, live, objects, files, warnings }: Overlays,
  federation: Federation,
  plan: Plan,
): Answer {
  try {
    const { access, withdrawn } = accessSinceOverlays(live, federation, plan);
    const approvals = approvalsOf(access, federation, undefined, request.approved);
    return answered(request, { against, access, approvals, objects, withdrawn, files }, warnings);
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    const help = "fedc does not guess what it does not know: take it out of the overlay, or compare with a revision by `--base`";
    return {
      ok: false,
      findings: [],
      warnings,
      text: (paint) => diffReport({ against, access: undefined, approvals: undefined, objects, withdrawn: [], files }, paint),
      fields: { against, objects, files },
      failure: { message: error.message, help },
    };
  }
}

function answered({ requireApproval, detailedExitCode }: DiffRequest, diff: Diff, warnings: NonNullable<Answer["warnings"]>): Answer {
  const { against, access = [], approvals, objects, withdrawn, files } = diff;
  const changed = access.length + objects.length + files.length > 0 || (approvals?.asked.length ?? 0) > 0;
  const missing = requireApproval && approvals ? missingApprovals(approvals) : [];
  return {
    ok: missing.length === 0,
    findings: [],
    warnings,
    text: (paint) => diffReport(diff, paint),
    fields: { against, changed, access, ...approvals, withdrawn, objects, files },
    ...(detailedExitCode && changed && { changed }),
    ...(missing.length > 0 && {
      failure: { message: `${counted(missing.length, "approval")} ${missing.length === 1 ? "is" : "are"} missing`, reasons: missing },
    }),
  };
}
