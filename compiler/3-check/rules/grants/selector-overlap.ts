import type { Labels } from "../../../1-load/federation-file.ts";
import { labelsText } from "../../../1-load/labels-text.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

export const selectorOverlap: Rule = {
  code: "FED350",
  severity: "error",
  title: "selectors that share pods",
  finds: `\
Two services in one namespace have different selectors, and no label has
different values in both.`,
  why: `\
The same pods may match both selectors, and a policy applies to all pods that
match its selector. Each service's policies would then apply to pods of the
other service, and the file does not show it.`,
  example: `\
Wrong: pods with both labels are behind both.

  ratings: { … selector: { app: ratings } }
  stars:   { … selector: { tier: backend } }

Right: a label that tells them apart.

  ratings: { … selector: { app: ratings } }
  stars:   { … selector: { app: stars } }`,
  check({ federation, at, report }) {
    const byNamespace = new Map<string, Map<string, Exposure>>();
    for (const exposure of exposuresAsWritten(federation, at)) {
      const { cluster, local, selector, active } = exposure;
      if (!active || !selector) continue;
      const namespace = `${cluster.name} ${local.namespace}`;
      const distinct = byNamespace.get(namespace) ?? new Map<string, Exposure>();
      byNamespace.set(namespace, distinct);
      const text = labelsText(selector);
      if (!distinct.has(text)) distinct.set(text, exposure);
    }
    for (const distinct of byNamespace.values())
      for (const [exposure, other] of overlaps([...distinct.values()]))
        report({
          at: at.key(exposure.written, "selector"),
          message: `pods of \`${exposure.service.name}\` may be pods of \`${other.service.name}\` too: no label has different values in both selectors`,
          related: { at: at.key(other.written, "selector"), message: `the selector of \`${other.service.name}\`` },
          help: "make the selectors equal, or give some label different values in both",
        });
  },
};

/** For each that overlaps with an earlier one, that one. Selectors that differ in the commonest label are never compared. */
function overlaps(exposures: readonly Exposure[]): readonly (readonly [Exposure, Exposure])[] {
  const label = commonestLabel(exposures);
  const byValue = new Map<string | undefined, Exposure[]>();
  const found: (readonly [Exposure, Exposure])[] = [];
  for (const [index, exposure] of exposures.entries()) {
    const value = exposure.selector?.[label];
    const alike = byValue.get(value) ?? [];
    const candidates = value === undefined ? exposures.slice(0, index) : [...alike, ...(byValue.get(undefined) ?? [])];
    const other = candidates.find((candidate) => mayShare(candidate.selector ?? {}, exposure.selector ?? {}));
    if (other) found.push([exposure, other]);
    alike.push(exposure);
    byValue.set(value, alike);
  }
  return found;
}

function commonestLabel(exposures: readonly Exposure[]): string {
  const counts = new Map<string, number>();
  for (const { selector } of exposures) for (const key of Object.keys(selector ?? {})) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [commonest] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0]);
  return commonest;
}

function mayShare(a: Labels, b: Labels): boolean {
  return Object.entries(a).every(([key, value]) => b[key] === undefined || b[key] === value);
}
