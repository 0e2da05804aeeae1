import type { Overlay } from "../6-render/overlay.ts";
import { hash, ownedFiles } from "../7-write/inventory.ts";
import { GENERATED, INVENTORY } from "../7-write/layout.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import { type ObjectFormat, treeId } from "./git/object-ids.ts";

/** What tells an overlay from every other one, without its texts. */
interface OverlayIds {
  /** The hash of its inventory, which has the hashes of all files. */
  readonly inventory: string;
  /** The id that git gives its folder `generated`. */
  readonly generated: string;
}

const knownIds = new WeakMap<Overlay, Map<ObjectFormat, OverlayIds>>();

/** The ids of an overlay in a repository of a format. They are all that is kept of most overlays: those that are in place. */
export function idsOf(overlay: Overlay, format: ObjectFormat): OverlayIds {
  const byFormat = getOrMake(knownIds, overlay, () => new Map<ObjectFormat, OverlayIds>());
  return getOrMake(byFormat, format, () => {
    const files = ownedFiles(overlay);
    const inside = new Map([...files].map(([file, text]) => [file.slice(GENERATED.length + 1), text]));
    return { inventory: hash(files.get(INVENTORY) ?? ""), generated: treeId(inside, format) };
  });
}
