import { basename } from "node:path";
import { MadeAnew } from "../../2-resolve/made-anew.ts";
import type { Withdrawn } from "../../access/changes/diff-access.ts";
import { type PlacedObject, type PlacedObjects, placedInPlans } from "../../access/changes/placed-objects.ts";
import type { Entry } from "../../change-report/change-report.ts";
import { overlayReport } from "../../change-report/overlay-report.ts";
import { Failure } from "../../findings/failure.ts";
import { manifestsIn } from "../../inputs/overlay-objects.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { PublishContext } from "../../publish/context.ts";
import { type PullRequestFacts, pullRequestBody, pullRequestTitle } from "../../publish/forges/pull-request-body.ts";
import { type Target, targetFolders } from "../../publish/target.ts";
import type { ChosenWave } from "../../waves/choose-wave.ts";
import type { DesiredState, LiveFiles } from "../../waves/plan-waves.ts";

type ReportOf = (clusters: readonly string[]) => PullRequestFacts["report"];

/** The facts that all pull requests of a run share. */
interface SharedFacts extends ChosenWave {
  readonly federation: string;
  readonly report: ReportOf;
  /** The targets of all overlays of the file. Of other overlays only the files are known. */
  readonly file: readonly Target[];
  readonly requestWord: PublishContext["requestWord"];
}

/** Gives the texts, labels and reviewers of pull requests. */
export function descriptionBy({ federation, report, wave, later, file, requestWord }: SharedFacts): PublishContext["describe"] {
  return (delivery, plans) => {
    const { targets } = delivery;
    const folders = targetFolders(file, delivery);
    const overlays = plans.map(({ target: { overlay, path } }) => ({ cluster: overlay.cluster, path }));
    const ownClusters = overlays.filter(({ path }) => folders.has(path)).map(({ cluster }) => cluster);
    const others = overlays.filter(({ path }) => !folders.has(path));
    const files = new Map(
      plans.flatMap(({ target, files }) => [...files].map(([path, change]) => [`${target.path}/${path}`, change] as const)),
    );
    const [next] = later;
    const facts: PullRequestFacts = {
      federation,
      clusters: [...ownClusters, ...others.map(({ cluster }) => cluster)],
      files,
      report: report(ownClusters),
      others,
      requestWord: requestWord(delivery),
      ...(wave && (next || wave.number > 1) && { step: { number: wave.number, title: wave.title, next: next?.number } }),
    };
    return {
      title: pullRequestTitle(facts),
      body: pullRequestBody(facts),
      labels: [...new Set(targets.flatMap(({ labels }) => labels))],
      reviewers: [...new Set(targets.flatMap(({ reviewers }) => reviewers))],
    };
  };
}

/**
 * The changes of clusters, as callers, as exposers or in their objects, compared with the live overlays; undefined if the model of Istio cannot
 * follow these. They are worked out on the first use.
 */
export function reportForPullRequests(desired: DesiredState, live: LiveFiles): ReportOf {
  let found: ReturnType<typeof overlayReport> | "unknown" | undefined;
  return (clusters) => {
    found ??= reportSince(desired, live);
    if (found === "unknown") return undefined;
    const { report, withdrawn } = found;
    const concerns = (names: readonly string[] = []) => names.some((name) => clusters.includes(name));
    const lost = withdrawn.filter(({ cluster }) => clusters.includes(cluster)).map(withdrawnEntry);
    return {
      ...report,
      entries: [...report.entries.filter((entry) => concerns(entry.clusters)), ...lost],
      callers: report.callers.filter(({ cluster }) => clusters.includes(cluster)),
      objects: report.objects.filter(({ cluster }) => clusters.includes(cluster)),
    };
  };
}

/** A cluster whose live files are not known to differ has the planned objects. */
function reportSince({ federation, plans, overlays }: DesiredState, live: LiveFiles) {
  const planned = placedInPlans(plans);
  const overlayOf = new Map(Array.from(overlays, (overlay) => [overlay.cluster, overlay]));
  const placed: PlacedObjects = new MadeAnew(plans.clusters, (cluster) => {
    const [files, inPlace] = [live.get(cluster), planned.get(cluster) ?? []];
    return files ? liveObjects(files, overlayOf.get(cluster)?.files ?? new Map(), inPlace) : inPlace;
  });
  try {
    return overlayReport(placed, federation, planned, new Set(live.keys()));
  } catch (error) {
    if (error instanceof UnsupportedObject || error instanceof Failure) return "unknown";
    throw error;
  }
}

/** A file that is live as it is planned is not parsed again. */
function liveObjects(
  live: ReadonlyMap<string, string>,
  desired: ReadonlyMap<string, string>,
  planned: readonly PlacedObject[],
): readonly PlacedObject[] {
  return [...live].flatMap(([path, text]) => {
    const file = basename(path);
    if (!file.endsWith(".yaml") || file === "kustomization.yaml") return [];
    if (desired.get(path) === text) return planned.filter((placed) => placed.file === file);
    return manifestsIn(path, text).map((object) => ({ file, object }));
  });
}

function withdrawnEntry({ cluster, file }: Withdrawn): Entry {
  const text = `everyone who had access by ${file} of ${cluster}, which is removed`;
  return { section: "access", change: "lost", subject: `${cluster}/${file}`, text, asks: [], informs: [], unowned: false, fields: [] };
}
