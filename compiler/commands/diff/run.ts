import { existsSync } from "node:fs";
import type { Federation } from "../../2-resolve/federation.ts";
import { isAboutInventory } from "../../3-check/rule.ts";
import { ClusterPlans } from "../../4-plan/cluster-plans.ts";
import { RenderedOverlays } from "../../6-render/overlays.ts";
import { objectChanges } from "../../access/changes/object-changes.ts";
import { type PlacedObjects, placedInPlans } from "../../access/changes/placed-objects.ts";
import { changeReport } from "../../change-report/make-report.ts";
import { overlayReport, unreadableReport } from "../../change-report/overlay-report.ts";
import { missingApprovals, ownersAsked } from "../../change-report/owners-asked.ts";
import { check } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted } from "../../findings/formats/words.ts";
import { federationAtRevision } from "../../inputs/federation-at-revision.ts";
import { defaultFile, readFederation } from "../../inputs/federation-input.ts";
import { inventoryReader } from "../../inputs/inventory-folder.ts";
import { placedInFolder } from "../../inputs/overlay-objects.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { DiffRequest } from "./command.ts";
import { diffMarkdown } from "./markdown.ts";
import { otherFiles } from "./other-files.ts";
import { type Diff, diffReport, reportFields } from "./report.ts";

const defaultFolder = "out";

/** Compares a file with what is live. Throws a Failure if the reason lies outside of the file. */
export async function runDiff(request: DiffRequest): Promise<Answer> {
  const { operands, base, inventory, maxBytes } = request;
  const [file = defaultFile] = operands;
  refuseContradictions(request);
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation, loaded } = check(source, { ...options, readInventory: inventoryReader(inventory) });
  if (!federation || !loaded) return { ok: false, ...findings.reported() };
  const reported = findings.reported();
  // A report of changes shows no findings about the file alone: `check` does.
  const aboutClusters = { accepted: reported.accepted, findings: reported.findings.filter(({ code }) => isAboutInventory(code)) };
  const plans = new ClusterPlans(federation);
  if (base === undefined)
    return { ...sinceOverlays(request, await overlaysFor(request, federation, plans), federation, plans), ...aboutClusters };
  const { formerPath, ...before } = await federationAtRevision(file, base, options);
  const report = changeReport(
    { ...before, plans: new ClusterPlans(before.federation) },
    { federation, loaded, plans },
    formerPath && { formerPath, path: file },
  );
  const approvals = ownersAsked(report, request.approved);
  return { ...answerOf(request, { against: base, report, approvals, withdrawn: [], files: [] }), ...aboutClusters };
}

function refuseContradictions({ operands: [file], base, out, live }: DiffRequest): void {
  const given = [base && "`--base`", out && "`--out`", live && "`--live`"].filter(Boolean);
  if (given.length > 1) throw new Failure(`${given.join(" and ")} each choose the version to compare with`, "give only one of them");
  if (base !== undefined && file === "-")
    throw new Failure("standard input does not lie in a repository", "name the file, or compare with overlays: `--out DIR`");
  if (base === undefined && !live && !existsSync(out ?? defaultFolder))
    throw new Failure(
      `there is nothing to compare with: no folder \`${out ?? defaultFolder}\``,
      "`fedc build` writes one; `--base REVISION` compares with a git revision",
    );
}

interface Overlays extends Pick<Diff, "against" | "files"> {
  readonly placed: PlacedObjects;
  readonly warnings: NonNullable<Answer["warnings"]>;
}

/** The overlays in the repositories that clusters follow, or in a folder. */
async function overlaysFor({ live, out = defaultFolder }: DiffRequest, federation: Federation, plans: ClusterPlans): Promise<Overlays> {
  if (live) {
    const { placedInRepositories } = await import("./placed-in-repositories.ts");
    const placed = await placedInRepositories(federation);
    return { against: "the repositories", placed, files: [], warnings: [] };
  }
  const placed = placedInFolder(out, plans.clusters);
  const objects = objectChanges(placed, placedInPlans(plans));
  return {
    against: out,
    placed,
    ...otherFiles(new RenderedOverlays(federation.name, plans.clusters, (name) => plans.of(name)), out, objects),
  };
}

function sinceOverlays(
  request: DiffRequest,
  { placed, warnings, ...overlays }: Overlays,
  federation: Federation,
  plans: ClusterPlans,
): Answer {
  const planned = placedInPlans(plans);
  try {
    const { report, withdrawn } = overlayReport(placed, federation, planned);
    const approvals = ownersAsked(report, request.approved);
    return { ...answerOf(request, { ...overlays, report, approvals, withdrawn }), warnings };
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    const help = "fedc does not guess what it does not know: take it out of the overlay, or compare with a revision by `--base`";
    const report = unreadableReport(placed, planned);
    return {
      ok: false,
      findings: [],
      warnings,
      text: (style) => diffReport({ ...overlays, report, approvals: undefined, withdrawn: [] }, style),
      fields: { ...overlays, objects: report.objects },
      failure: { message: error.message, help },
    };
  }
}

function answerOf({ requireApproval, detailedExitcode, format }: DiffRequest, diff: Diff): Answer {
  const { against, report, approvals, withdrawn, files } = diff;
  const changed = report.entries.length + report.objects.length + files.length > 0;
  const missing = requireApproval && approvals ? missingApprovals(approvals) : [];
  return {
    ok: missing.length === 0,
    findings: [],
    text: (style) => (format === "markdown" ? diffMarkdown(diff) : diffReport(diff, style)),
    fields: { against, changed, ...approvals, ...reportFields(report), withdrawn, files },
    ...(detailedExitcode && changed && { changed }),
    ...(missing.length > 0 && {
      failure: { message: `${counted(missing.length, "approval is", "approvals are")} missing`, reasons: missing },
    }),
  };
}
