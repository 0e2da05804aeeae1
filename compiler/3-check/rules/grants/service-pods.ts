import type { Labels } from "../../../1-load/federation-file.ts";
import { labelsText } from "../../../1-load/labels-text.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

export const servicePods: Rule = {
  code: "FED415",
  severity: "error",
  title: "one Service with two kinds of pods that nothing tells apart",
  finds: `\
Two entries with the same Service have different selectors, and calls of one may
end at pods of the other, since no "subset" separates them.`,
  why: `\
There are pods of both kinds behind the Service, so a call may end at pods that
its entry does not mean, and the policies of the other entry apply there. With
"subset", calls go to the pods of that subset only.`,
  example: `\
Wrong: half of the calls of "old" end at pods of version v2.

  old: { … service: bar.xyz, selector: { app: bar, version: v1 } }
  new: { … service: bar.xyz, selector: { app: bar, version: v2 } }

Right:

  old:
    { … selector: { app: bar, version: v1 }, subset: { version: v1 } }
  new:
    { … selector: { app: bar, version: v2 }, subset: { version: v2 } }

If all pods behind the Service are of one kind, write one selector in both.`,
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
