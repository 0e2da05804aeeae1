import type { Federation } from "../2-resolve/federation.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { Failure } from "../findings/failure.ts";
import { mustExist } from "../findings/suggest.ts";

/** The overlays of the named clusters, each once, or all overlays if no name is given. Throws a Failure for a cluster without an overlay. */
export function chosenOverlays({ clusters }: Federation, overlays: readonly Overlay[], names: readonly string[]): readonly Overlay[] {
  mustExist("cluster", names, [...clusters.keys()]);
  const unmanaged = names.find((name) => clusters.get(name)?.managed === false);
  if (unmanaged !== undefined)
    throw new Failure(`\`${unmanaged}\` configures itself, so it has no overlay`, "it is `managed: false` in the file");
  return names.length === 0 ? overlays : overlays.filter(({ cluster }) => names.includes(cluster));
}
