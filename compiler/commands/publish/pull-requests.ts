import { basename } from "node:path";
import type { Overlay } from "../../6-render/overlay.ts";
import { type AccessChange, givesMore } from "../../access/changes/access-change.ts";
import { accessSinceOverlays, type Withdrawn } from "../../access/changes/diff-access.ts";
import { type PlacedObjects, placedInPlan } from "../../access/changes/placed-objects.ts";
import { Failure } from "../../findings/failure.ts";
import { manifestsIn } from "../../inputs/overlay-objects.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { PublishContext } from "../../publish/context.ts";
import { type PullRequestFacts, pullRequestBody, pullRequestTitle } from "../../publish/forges/pull-request-body.ts";
import { type Target, targetFolders } from "../../publish/target.ts";
import type { ChosenWave } from "../../waves/choose-wave.ts";
import type { DesiredState, LiveFiles } from "../../waves/plan-waves.ts";
import { accessChangeInWords } from "../access/report.ts";

type AccessOf = (clusters: readonly string[]) => PullRequestFacts["access"];

/** The facts that all pull requests of a run share. */
interface SharedFacts extends ChosenWave {
  readonly federation: string;
  readonly access: AccessOf;
  /** The targets of all overlays of the file. Of other overlays only the files are known. */
  readonly file: readonly Target[];
}

/** Gives the texts, labels and reviewers of pull requests. */
export function descriptionBy({ federation, access, wave, later, file }: SharedFacts): PublishContext["describe"] {
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
      access: access(ownClusters),
      others,
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
 * The access that clusters gain and lose, as callers or as exposers, compared with the live overlays; undefined if the model of Istio cannot
 * follow these. It is worked out on the first use.
 */
export function accessForPullRequests(desired: DesiredState, live: LiveFiles): AccessOf {
  let changes: ReturnType<typeof accessSinceOverlays> | "unknown" | undefined;
  return (clusters) => {
    changes ??= accessSince(desired, live);
    if (changes === "unknown") return undefined;
    const own = changes.access.filter(({ access: { from, to } }) => clusters.includes(from) || clusters.includes(to));
    const inWords = (changes: readonly AccessChange[]) => changes.map((change) => accessChangeInWords(change, "→"));
    const withdrawn = changes.withdrawn.filter(({ cluster }) => clusters.includes(cluster)).map(withdrawnInWords);
    const less = own.filter((change) => !givesMore(change));
    return { gains: inWords(own.filter(givesMore)), losses: [...inWords(less), ...withdrawn] };
  };
}

function accessSince({ federation, plan, overlays }: DesiredState, live: LiveFiles) {
  try {
    return accessSinceOverlays(liveObjects(overlays, live, placedInPlan(plan)), federation, plan);
  } catch (error) {
    if (error instanceof UnsupportedObject || error instanceof Failure) return "unknown";
    throw error;
  }
}

/** A file that is live as it is planned is not parsed again. */
function liveObjects(overlays: readonly Overlay[], live: LiveFiles, planned: PlacedObjects): PlacedObjects {
  return new Map(
    overlays.map(({ cluster, files }) => {
      const objects = [...(live.get(cluster) ?? files)].flatMap(([path, text]) => {
        const file = basename(path);
        if (!file.endsWith(".yaml") || file === "kustomization.yaml") return [];
        if (files.get(path) === text) return (planned.get(cluster) ?? []).filter((placed) => placed.file === file);
        return manifestsIn(path, text).map((object) => ({ file, object }));
      });
      return [cluster, objects] as const;
    }),
  );
}

function withdrawnInWords({ cluster, file }: Withdrawn): string {
  return `everyone who had access by ${file} of ${cluster}, which is removed`;
}
