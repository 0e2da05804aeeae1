import { readForeignManifest } from "../1-load/yaml/foreign-manifest.ts";
import type { ManifestData } from "../1-load/yaml/manifest-data.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { type StandingObject, textIn } from "./standing-object.ts";

/** Istio's mesh configuration, and the ConfigMap that holds it. */
export interface MeshSettings {
  readonly object: StandingObject;
  readonly mesh: ManifestData;
}

/** The mesh configuration of the revision that a cluster uses; undefined if the dump does not have it, or it cannot be read. */
export function meshSettings(
  standing: ClusterInventory,
  { rootNamespace, revision }: { readonly rootNamespace: string; readonly revision: string | undefined },
): MeshSettings | undefined {
  const object = standing.find("ConfigMap", rootNamespace, revision === undefined ? "istio" : `istio-${revision}`);
  const text = object && textIn(object.data, "data", "mesh");
  const mesh = text === undefined ? undefined : readForeignManifest(text).data;
  return object && mesh && { object, mesh };
}
