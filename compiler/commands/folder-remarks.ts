import type { WriteResult } from "../7-write/write-overlays.ts";
import type { Remark } from "../findings/answer.ts";

/** Warnings about a folder of overlays. `consequence` continues the sentence about the overlay of a cluster that has left the federation. */
export function folderRemarks({ clusters, orphans }: WriteResult, folder: string, consequence: string): readonly Remark[] {
  return [
    ...clusters.flatMap(({ warnings }) => warnings.map(asRemark)),
    ...orphans.map((name) => ({
      message: `\`${folder}/${name}\` is the overlay of a cluster that the federation no longer has${consequence}`,
      help: "remove the folder once nothing in that cluster needs it",
    })),
  ];
}

/** A remark without the path that an obstacle or a warning has beside it. */
export function asRemark({ message, help }: Required<Remark>): Remark {
  return { message, help };
}
