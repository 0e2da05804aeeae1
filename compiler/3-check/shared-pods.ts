import type { Exposure } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";

/** The labels that choose pods of a Service. */
type PodLabels = Partial<Pick<Exposure, "selector" | "subset">>;

/** Whether some pods of one Service may match both: no label has different values in the two. */
export function mayShare(a: PodLabels, b: PodLabels): boolean {
  const labels = { ...b.selector, ...b.subset };
  return Object.entries({ ...a.selector, ...a.subset }).every(([label, value]) => (labels[label] ?? value) === value);
}

/** Each exposure that contradicts an earlier one with the same key, beside the first such one. */
export function contradictions(
  exposures: readonly Exposure[],
  keyOf: (exposure: Exposure) => string,
  contradict: (earlier: Exposure, later: Exposure) => boolean,
): readonly { readonly exposure: Exposure; readonly other: Exposure }[] {
  return [...grouped(exposures, keyOf).values()].flatMap((group) =>
    group.flatMap((exposure, index) => {
      const other = group.slice(0, index).find((earlier) => contradict(earlier, exposure));
      return other ? [{ exposure, other }] : [];
    }),
  );
}
