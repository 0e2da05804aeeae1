import type { Federation } from "../2-resolve/federation.ts";
import { makePlan } from "../4-plan/plan.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { render } from "../6-render/render.ts";
import type { ChangeReport } from "../change-report/change-report.ts";
import { changeReport, type ReportedVersion } from "../change-report/make-report.ts";
import { type Approvals, ownersAsked } from "../change-report/owners-asked.ts";
import type { CompileOptions } from "../compile.ts";
import { compare } from "../findings/finding.ts";
import { counted } from "../findings/formats/words.ts";
import { changedGraph } from "../graph/changed-graph.ts";
import { makeGraph } from "../graph/make-graph.ts";
import { asMermaid } from "../graph/mermaid.ts";
import { checkedAtRevision } from "../inputs/federation-at-revision.ts";
import { isAtRevision } from "../inputs/git-revision.ts";

/** The effect of a change. */
export interface Effect {
  readonly report: ChangeReport;
  readonly approvals: Approvals;
  /** A Mermaid flowchart of the uses that change, and their number. */
  readonly picture: { readonly text: string; readonly uses: number };
  /** Whether the file did not exist before. All its access counts as gained then. */
  readonly isNew: boolean;
  /** The files of all overlays that change, by `cluster/path`. */
  readonly files: ReadonlyMap<string, "added" | "changed" | "removed">;
}

/** The effect of a change, or the reason why it is unknown. */
export type Compared = Effect | { readonly unknown: string };

interface After extends ReportedVersion {
  readonly overlays: readonly Overlay[];
}

/** Compares a federation with the file at a revision, under whatever name it had there. */
export async function comparedWith(file: string, now: After, revision: string, options: CompileOptions): Promise<Compared> {
  let before: ReportedVersion | undefined;
  let formerPath: string | undefined;
  if (await isAtRevision(file, revision)) {
    const checked = await checkedAtRevision(file, revision, options);
    if ("findings" in checked) return { unknown: `at that revision, the file has ${counted(checked.findings.length, "error")}` };
    before = { federation: checked.federation, loaded: checked.loaded, plan: makePlan(checked.federation) };
    formerPath = checked.formerPath;
  }
  const report = changeReport(before, now, formerPath && { formerPath, path: file });
  const overlays = before?.plan.clusters.map((cluster) => render(before.plan.federation, cluster)) ?? [];
  return {
    report,
    isNew: before === undefined,
    approvals: ownersAsked(report),
    picture: pictureOf(before?.federation, now.federation),
    files: changedFiles(textsOf(overlays), textsOf(now.overlays)),
  };
}

function pictureOf(before: Federation | undefined, now: Federation): Effect["picture"] {
  const { graph, marks } = changedGraph(before && makeGraph(before), makeGraph(now));
  return { text: asMermaid(graph, marks), uses: graph.calls.length };
}

function textsOf(overlays: readonly Overlay[]): ReadonlyMap<string, string> {
  return new Map(overlays.flatMap(({ cluster, files }) => [...files].map(([path, text]) => [`${cluster}/${path}`, text] as const)));
}

function changedFiles(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Effect["files"] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort(compare);
  return new Map(paths.map((path) => [path, !before.has(path) ? "added" : after.has(path) ? "changed" : "removed"]));
}
