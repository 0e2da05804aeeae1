import type { Federation } from "../2-resolve/federation.ts";
import { ClusterPlans } from "../4-plan/cluster-plans.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { RenderedOverlays } from "../6-render/overlays.ts";
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
  readonly overlaysOf: (clusters: readonly string[]) => Iterable<Overlay>;
}

/** Compares a federation with the file at a revision, under whatever name it had there. */
export async function comparedWith(file: string, now: After, revision: string, options: CompileOptions): Promise<Compared> {
  let before: ReportedVersion | undefined;
  let formerPath: string | undefined;
  if (await isAtRevision(file, revision)) {
    const checked = await checkedAtRevision(file, revision, options);
    if ("findings" in checked) return { unknown: `at that revision, the file has ${counted(checked.findings.length, "error")}` };
    before = { federation: checked.federation, loaded: checked.loaded, plans: new ClusterPlans(checked.federation) };
    formerPath = checked.formerPath;
  }
  const report = changeReport(before, now, formerPath && { formerPath, path: file });
  return {
    report,
    isNew: before === undefined,
    approvals: ownersAsked(report),
    picture: pictureOf(before?.federation, now.federation),
    files: changedFiles(before ? overlaysOf(before) : [], now.overlaysOf(now.plans.clusters)),
  };
}

function pictureOf(before: Federation | undefined, now: Federation): Effect["picture"] {
  const { graph, marks } = changedGraph(before && makeGraph(before), makeGraph(now));
  return { text: asMermaid(graph, marks), uses: graph.calls.length };
}

function overlaysOf({ federation, plans }: ReportedVersion): Iterable<Overlay> {
  return new RenderedOverlays(federation.name, plans.clusters, (cluster) => plans.of(cluster));
}

/** Compares one cluster after the other, so that no more than its two overlays are in memory. */
function changedFiles(before: Iterable<Overlay>, after: Iterable<Overlay>): Effect["files"] {
  const [old, now] = [before, after].map((overlays) => new Map(Array.from(overlays, (overlay) => [overlay.cluster, overlay])));
  const changes: (readonly [string, "added" | "changed" | "removed"])[] = [];
  for (const cluster of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])) {
    const [was, is] = [old?.get(cluster)?.files ?? noFiles, now?.get(cluster)?.files ?? noFiles];
    for (const path of new Set([...was.keys(), ...is.keys()]))
      if (was.get(path) !== is.get(path))
        changes.push([`${cluster}/${path}`, !was.has(path) ? "added" : is.has(path) ? "changed" : "removed"]);
  }
  return new Map(changes.sort(([a], [b]) => compare(a, b)));
}

const noFiles: Overlay["files"] = new Map();
