import { readManifests } from "../../compiler/1-load/yaml/read-manifests.ts";
import { worldOf } from "../../compiler/5-verify/facts.ts";
import type { Call } from "../../compiler/istio/call.ts";
import type { Meshes } from "../../compiler/istio/data-path/meshes.ts";
import { outcomeOf } from "../../compiler/istio/data-path/outcome-of.ts";
import { compileSample } from "./builds.ts";
import { readMeshes } from "./meshes-together.ts";

/** An object of an overlay, to be changed in a test. */
// biome-ignore lint/suspicious/noExplicitAny: objects of every kind, and wrong ones too
export type Loose = any;

/** The clusters of a build sample, or of another text in its folder, from the YAML that was rendered. `change` gets each object, and leaves it out by returning undefined. */
export function meshesOf(sample: string, change: (object: Loose, cluster: string) => Loose = (object) => object, text?: string): Meshes {
  const compiled = compileSample(sample, text);
  const objects = compiled.built.overlays.map(({ cluster, files }) => {
    const manifests = [...files]
      .filter(([path]) => /(?<!kustomization)\.yaml$/.test(path))
      .flatMap(([, text]) => readManifests(text).manifests);
    const copies: readonly Loose[] = JSON.parse(JSON.stringify(manifests));
    return [cluster, copies.map((object) => change(object, cluster)).filter((object) => object !== undefined)] as const;
  });
  return readMeshes(worldOf(compiled.federation, new Map(objects)));
}

/** What comes of a call, in a few words: `50 cluster2 reviews.bookinfo, 50 403`. */
export function outcome(meshes: Meshes, call: Call): string {
  const { outcomes } = outcomeOf(meshes, call);
  return outcomes
    .map(({ share, end }) => {
      if (end.kind === "reached") return `${share} ${end.cluster} ${end.service}`;
      return `${share} ${end.kind === "refused" ? end.answer : "outside"}`;
    })
    .join(", ");
}
