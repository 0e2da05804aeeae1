import type { Overlay } from "../../compiler/6-render/overlay.ts";
import { overlay } from "./overlays.ts";

/** Two clusters of `size` files, a third of which each version changes, adds or drops. */
export function largeVersion(version: number, size: number): readonly Overlay[] {
  return ["cluster1", "cluster2"].map((cluster) => {
    const files: Record<string, string> = {};
    for (let i = 0; i < size; i++) {
      if ((i + version) % 7 === 0) continue;
      files[`part-${i % 5}/file-${i}.yaml`] = `cluster: ${cluster}\nversion: ${i % 3 === 0 ? version : 0}\n${"# filler\n".repeat(i % 50)}`;
    }
    return overlay(cluster, files);
  });
}
