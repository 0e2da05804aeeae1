import type { Plan } from "../../4-plan/plan.ts";
import { render } from "../../6-render/render.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import type { FileChange } from "../../7-write/reconcile.ts";
import { Refusal } from "../../7-write/refusal.ts";
import { previewOverlays } from "../../7-write/write-overlays.ts";
import type { ObjectChange } from "../../access/changes/object-changes.ts";
import type { Remark } from "../../findings/answer.ts";

/** A file that the next build writes or removes although none of its objects changes: a README, a comment, an inventory. */
export interface OtherFile {
  readonly cluster: string;
  readonly file: string;
  readonly change: Exclude<FileChange, "unchanged">;
}

/** The effect of the next build on a folder apart from objects, and what would stop it. Throws a Failure if the folder cannot be read. */
export function otherFiles(
  plan: Plan,
  folder: string,
  objects: readonly ObjectChange[],
): { readonly files: readonly OtherFile[]; readonly warnings: readonly Remark[] } {
  const overlays = plan.clusters.map((cluster) => render(plan.federation, cluster));
  const withObjects = new Set(objects.map(({ cluster, file }) => `${cluster}/generated/${file}`));
  try {
    const { clusters, orphans } = previewOverlays(overlays, folder);
    const files = clusters.flatMap(({ cluster, files }) => {
      const changing = [...files].flatMap(([file, change]) => (change === "unchanged" ? [] : [{ cluster, file, change }]));
      // The inventory changes with any other file.
      return changing.filter(({ file }) => !withObjects.has(`${cluster}/${file}`) && (file !== INVENTORY || changing.length === 1));
    });
    const warnings = [...clusters.flatMap(({ warnings }) => warnings.map(asRemark)), ...orphans.map((name) => orphan(folder, name))];
    return { files, warnings };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { files: [], warnings: error.reasons.map(asRemark) };
  }
}

function asRemark({ message, help }: Required<Remark>): Remark {
  return { message, help };
}

function orphan(folder: string, name: string): Remark {
  return {
    message: `\`${folder}/${name}\` is the overlay of a cluster that the federation no longer has: what it grants is not compared`,
    help: "remove the folder once nothing in that cluster needs it",
  };
}
