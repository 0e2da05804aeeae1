import type { Overlay } from "../../6-render/overlay.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import type { FileChange } from "../../7-write/reconcile.ts";
import { Refusal } from "../../7-write/refusal.ts";
import { previewOverlays } from "../../7-write/write-overlays.ts";
import type { ObjectChange } from "../../access/changes/object-changes.ts";
import type { Remark } from "../../findings/answer.ts";
import { asRemark, folderRemarks } from "../folder-remarks.ts";

/** A file that the next build writes or removes although none of its objects changes: a README, a comment, an inventory. */
export interface OtherFile {
  readonly cluster: string;
  readonly file: string;
  readonly change: Exclude<FileChange, "unchanged">;
}

/** The effect of the next build on a folder apart from objects, and what would stop it. Throws a Failure if the folder cannot be read. */
export function otherFiles(
  overlays: Iterable<Overlay>,
  folder: string,
  objects: readonly ObjectChange[],
): { readonly files: readonly OtherFile[]; readonly warnings: readonly Remark[] } {
  const withObjects = new Set(objects.map(({ cluster, file }) => `${cluster}/generated/${file}`));
  try {
    const preview = previewOverlays(overlays, folder);
    const files = preview.clusters.flatMap(({ cluster, files }) => {
      const changing = [...files].flatMap(([file, change]) => (change === "unchanged" ? [] : [{ cluster, file, change }]));
      // The inventory changes with any other file.
      return changing.filter(({ file }) => !withObjects.has(`${cluster}/${file}`) && (file !== INVENTORY || changing.length === 1));
    });
    return { files, warnings: folderRemarks(preview, folder, ": what it grants is not compared") };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { files: [], warnings: error.reasons.map(asRemark) };
  }
}
