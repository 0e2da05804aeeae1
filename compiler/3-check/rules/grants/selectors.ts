import { labelsText } from "../../../1-load/labels-text.ts";
import type { Spans } from "../../../1-load/spans.ts";
import type { Exposure, Federation } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { uniqueBy } from "../../repeats.ts";
import { exposuresAsWritten } from "../../resolved.ts";
import { error } from "../../rule.ts";
import { contradictions, mayShare } from "../../shared-pods.ts";

export const selectorOverlap = error("FED350", "selectors that share pods", {
  finds: `\
Two services in one namespace have different selectors, and no label has
different values in both.`,
  why: `\
The same pods may match both selectors, and a policy applies to all pods that
match its selector. Each service's policies would then apply to pods of the
other service, and the file does not show it.`,
  wrongLead: `Wrong: pods with both labels are behind both.`,
  wrong: `\
ratings: { … selector: { app: ratings } }
stars:   { … selector: { tier: backend } }`,
  rightLead: `Right: a label that tells them apart.`,
  right: `\
ratings: { … selector: { app: ratings } }
stars:   { … selector: { app: stars } }`,
  check({ federation, at, report }) {
    const namespaceOf = ({ cluster, local }: Exposure) => `${cluster.name} ${local.namespace}`;
    const distinct = uniqueBy(selecting(federation, at), (exposure) => `${namespaceOf(exposure)} ${labelsText(exposure.selector ?? {})}`);
    for (const exposures of grouped(distinct, namespaceOf).values())
      for (const { exposure, other } of overlaps(exposures))
        report({
          at: at.key(exposure.written, "selector"),
          message: `pods of \`${exposure.service.name}\` may be pods of \`${other.service.name}\` too: no label has different values in both selectors`,
          related: { at: at.key(other.written, "selector"), message: `the selector of \`${other.service.name}\`` },
          help: "make the selectors equal, or give some label different values in both",
        });
  },
});

/**
 * The exposures that overlap with an earlier one, each beside that one. Selectors with different values of the commonest label do not
 * overlap and are not compared.
 */
function overlaps(exposures: readonly Exposure[]): readonly { readonly exposure: Exposure; readonly other: Exposure }[] {
  const label = commonestLabel(exposures);
  const byValue = new Map<string | undefined, Exposure[]>();
  return exposures.flatMap((exposure, index) => {
    const { selector } = exposure;
    const value = selector?.[label];
    const sameValue = byValue.get(value) ?? [];
    const candidates = value === undefined ? exposures.slice(0, index) : [...sameValue, ...(byValue.get(undefined) ?? [])];
    const other = candidates.find((candidate) => mayShare({ selector: candidate.selector }, { selector }));
    byValue.set(value, [...sameValue, exposure]);
    return other ? { exposure, other } : [];
  });
}

function commonestLabel(exposures: readonly Exposure[]): string {
  const counts = new Map<string, number>();
  for (const { selector } of exposures) for (const key of Object.keys(selector ?? {})) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts.keys()].find((label) => counts.get(label) === most) ?? "";
}

export const subsetContradiction = error("FED378", "subset without pods", {
  finds: `\
A label has one value in "selector" and another in "subset" or in one of
"subsets", or one value in "subset" and another in one of "subsets".`,
  why: `\
"selector" says which pods are behind the Service, and "subset" says which of
these serve the federation. No pod can have both values, so every call gets 503.`,
  wrong: `\
selector: { app: ratings, version: v1 }
subset: { version: v2 }`,
  right: `\
selector: { app: ratings }
subset: { version: v2 }`,
  check({ exposures, at, report }) {
    for (const { selector, written, service } of exposures) {
      const chosen = [...(written.subset ? [written.subset] : []), ...Object.values(written.subsets ?? {})];
      for (const subset of chosen)
        for (const [field, wider] of Object.entries({ selector, subset: written.subset })) {
          const label = Object.keys(subset).find((key) => wider?.[key] !== undefined && wider[key] !== subset[key]);
          if (!wider || label === undefined) continue;
          report({
            at: at.value(subset, label),
            message: `no pod of \`${service.name}\` has \`${label}: ${subset[label]}\`: its ${field} says \`${label}: ${wider[label]}\``,
            related: { at: at.value(wider, label), message: `what the ${field} says` },
            help: `leave the label out of \`${field}\`, or name the same value`,
          });
        }
    }
  },
});

export const servicePods = error("FED415", "one Service with two kinds of pods that no subset separates", {
  finds: `\
Two entries with the same Service have different selectors, and calls of one may
end at pods of the other, since no "subset" separates them.`,
  why: `\
There are pods of both kinds behind the Service, so a call may end at pods that
its entry does not mean, and the policies of the other entry apply there. With
"subset", calls go to the pods of that subset only.`,
  wrongLead: `Wrong: half of the calls of "old" end at pods of version v2.`,
  wrong: `\
old: { … service: bar.xyz, selector: { app: bar, version: v1 } }
new: { … service: bar.xyz, selector: { app: bar, version: v2 } }`,
  right: `\
old:
  { … selector: { app: bar, version: v1 }, subset: { version: v1 } }
new:
  { … selector: { app: bar, version: v2 }, subset: { version: v2 } }`,
  remark: `If all pods behind the Service are of one kind, write one selector in both.`,
  check({ federation, at, report }) {
    const serviceOf = ({ cluster, local }: Exposure) => `${cluster.name} ${local.fqdn}`;
    for (const { exposure, other } of contradictions(selecting(federation, at), serviceOf, (a, b) => mayEndAt(a, b) || mayEndAt(b, a)))
      report({
        at: at.key(exposure.written, "selector"),
        message: `calls of \`${exposure.written.service}\` may end at pods of this selector and at pods of another one`,
        related: { at: at.key(other.written, "selector"), message: `the selector for \`${other.service.name}\`` },
        help: "give both the same `selector`, or give each a `subset`, with different values of one label",
      });
  },
});

/** The active exposures with a selector, in the order of the file. */
function selecting(federation: Federation, at: Spans): readonly Exposure[] {
  return exposuresAsWritten(federation, at).filter(({ active, selector }) => active && selector);
}

/** Whether calls of one entry may end at pods that only the selector of the other matches. */
function mayEndAt({ selector = {}, subset }: Exposure, other: Exposure): boolean {
  return labelsText(selector) !== labelsText(other.selector ?? {}) && mayShare({ subset }, other);
}
