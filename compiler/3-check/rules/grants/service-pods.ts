import type { Labels } from "../../../1-load/federation-file.ts";
import { labelsText } from "../../../1-load/labels-text.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

/** Calls of a Service end at pods that its selector is about. */
export const servicePods: Rule = {
  code: "FED415",
  severity: "error",
  title: "one Service with two kinds of pods that nothing tells apart",
  finds: `\
"selector" says which pods are behind the Service, and policies hold for these
pods.`,
  why: `\
Where two entries of one Service have different selectors, there are pods
of both kinds behind it, and a call may end at either: also at those that are
not meant, where the policies of the other entry hold. "subset" tells them
apart: then calls go to its pods alone.`,
  example: `\
Wrong: half of the calls of "old" end at pods of version v2.

  old: { … service: bar.xyz, selector: { app: bar, version: v1 } }
  new: { … service: bar.xyz, selector: { app: bar, version: v2 } }

Right:

  old:
    { … selector: { app: bar, version: v1 }, subset: { version: v1 } }
  new:
    { … selector: { app: bar, version: v2 }, subset: { version: v2 } }

Where all pods behind the Service are of one kind, it is one selector in both.`,
  check({ federation, at, report }) {
    const active = exposuresAsWritten(federation, at).filter((one) => one.active && one.selector);
    for (const exposures of grouped(active, ({ cluster, local }) => `${cluster.name} ${local.fqdn}`).values())
      for (const [index, exposure] of exposures.entries()) {
        const other = exposures.slice(0, index).find((one) => endsAt(exposure, one) || endsAt(one, exposure));
        if (!other) continue;
        report({
          at: exposure.written.selector ? at.key(exposure.written, "selector") : exposurePlace(at, exposure),
          message: `calls of \`${exposure.written.service}\` may end at pods of this selector and at pods of another one`,
          related: { at: at.key(other.written, "selector"), message: `the selector for \`${other.service.name}\`` },
          help: "give both the same `selector`, or each a `subset` with a label that the other has another value of",
        });
      }
  },
};

/** Whether calls of one entry may end at pods that only the selector of another is about. */
function endsAt({ selector = {}, subset = {} }: Exposure, other: Exposure): boolean {
  const pods: Labels = { ...other.selector, ...other.subset };
  if (labelsText(selector) === labelsText(other.selector ?? {})) return false;
  return Object.entries(subset).every(([key, value]) => (pods[key] ?? value) === value);
}
