import { basename } from "node:path";
import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { type AccessChange, givesMore } from "../../access/changes/access-change.ts";
import { accessSinceOverlays, type Withdrawn } from "../../access/changes/diff-access.ts";
import { type PlacedObjects, placedInPlan } from "../../access/changes/placed-objects.ts";
import { manifestsIn } from "../../environment/overlay-objects.ts";
import { Failure } from "../../findings/failure.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { PullRequestFacts } from "../../publish/forges/pull-request-body.ts";
import type { LiveFiles } from "../../waves/plan-waves.ts";
import { accessChangeInWords } from "../access/report.ts";

type AccessOf = (clusters: readonly string[]) => PullRequestFacts["access"];

/**
 * What a change of what stands gives and takes of the access that clusters have or grant; undefined where what stands cannot be followed.
 * It is worked out when it is first asked for.
 */
export function accessForPullRequests(federation: Federation, plan: Plan, overlays: readonly Overlay[], live: LiveFiles): AccessOf {
  let known: ReturnType<typeof accessSinceOverlays> | undefined;
  let unknown = false;
  return (clusters) => {
    try {
      if (!known && !unknown) known = accessSinceOverlays(standingObjects(overlays, live, placedInPlan(plan)), federation, plan);
    } catch (error) {
      if (!(error instanceof UnsupportedObject || error instanceof Failure)) throw error;
      unknown = true;
    }
    if (!known) return undefined;
    const own = known.access.filter(({ access: { from, to } }) => clusters.includes(from) || clusters.includes(to));
    const inWords = (changes: readonly AccessChange[]) => changes.map((change) => accessChangeInWords(change, "→"));
    const withdrawn = known.withdrawn.filter(({ cluster }) => clusters.includes(cluster)).map(withdrawnInWords);
    const less = own.filter((change) => !givesMore(change));
    return { gains: inWords(own.filter(givesMore)), losses: [...inWords(less), ...withdrawn] };
  };
}

/** Files that are as they are to be need not be read. */
function standingObjects(overlays: readonly Overlay[], live: LiveFiles, planned: PlacedObjects): PlacedObjects {
  return new Map(
    overlays.map(({ cluster, files }) => {
      const before = live.get(cluster) ?? files;
      const objects = [...before].flatMap(([path, text]) => {
        const file = basename(path);
        if (!file.endsWith(".yaml") || file === "kustomization.yaml") return [];
        if (files.get(path) === text) return (planned.get(cluster) ?? []).filter((one) => one.file === file);
        return manifestsIn(path, text).map((object) => ({ file, object }));
      });
      return [cluster, objects] as const;
    }),
  );
}

function withdrawnInWords({ cluster, file }: Withdrawn): string {
  return `whoever had it by ${file} of ${cluster}, which goes`;
}
