import { labelsText } from "../../../1-load/labels-text.ts";
import type { Exposure } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule, RuleContext } from "../../rule.ts";
import { mayShare } from "../../shared-pods.ts";

export const defaultDenyMismatch: Rule = {
  code: "FED400",
  severity: "error",
  title: "pods that deny by default for one service only",
  finds: `\
Two services are served by the same pods, and only one of them has
"defaultDeny".`,
  why: `\
With "defaultDeny" fedc emits a policy that allows the federation's calls of
these pods, and Istio denies all calls that no policy allows. This also denies
calls of the other service, although it says "defaultDeny: false" or nothing.`,
  example: `\
Wrong, both with selector: { app: ratings }:

  ratings: { … defaultDeny: true }
  stars:   { … }

Right, if you have policies of your own about these pods:

  ratings: { … defaultDeny: true }
  stars:   { … defaultDeny: true }

If you have none, leave "defaultDeny" out of both. Subsets that are different
pods, with selectors of their own, may differ.`,
  check(context) {
    const active = exposuresAsWritten(context.federation, context.at).filter((one) => one.active && one.cluster.managed);
    const reported = new Set<Exposure>();
    // A policy holds for what its selector fits, whichever subset is meant.
    const selecting = active.filter(({ selector }) => selector);
    const alike = grouped(selecting, ({ cluster, local, selector = {} }) => `${cluster.name} ${local.namespace} ${labelsText(selector)}`);
    const ofService = grouped(active, ({ cluster, local }) => `${cluster.name} ${local.fqdn}`);
    for (const exposures of alike.values()) checkAll(exposures, () => true, reported, context);
    for (const exposures of ofService.values()) checkAll(exposures, mayShare, reported, context);
  },
};

function checkAll(
  exposures: readonly Exposure[],
  areShared: (a: Exposure, b: Exposure) => boolean,
  reported: Set<Exposure>,
  { at, report }: RuleContext,
): void {
  for (const [index, exposure] of exposures.entries()) {
    const { defaultDeny, cluster, service, written } = exposure;
    const other = exposures.slice(0, index).find((one) => one.defaultDeny !== defaultDeny && areShared(one, exposure));
    if (!other || reported.has(exposure)) continue;
    reported.add(exposure);
    report({
      at: written.defaultDeny === undefined ? exposurePlace(at, exposure) : at.key(written, "defaultDeny"),
      message: `\`${service.name}\` and \`${other.service.name}\` are served by the same pods of \`${cluster.name}\`, but only \`${(defaultDeny ? service : other.service).name}\` has \`defaultDeny\``,
      related: {
        at: other.written.defaultDeny === undefined ? exposurePlace(at, other) : at.key(other.written, "defaultDeny"),
        message: other.defaultDeny ? "denied by default here" : "not here",
      },
      help: "give both the same `defaultDeny`",
    });
  }
}
