import type { ClusterPlan, Plan } from "../4-plan/plan.ts";
import type { Entry } from "./change-report.ts";
import { entryAt } from "./describe.ts";
import type { Owners } from "./owners.ts";
import type { Renames } from "./renames.ts";

/**
 * What the plan says beyond objects: partners that can sign for each other, gateways that the first grant opens or the last one closes, and settings
 * that a mesh must have. They follow from other entries, which ask.
 */
export function planEntries(before: Plan | undefined, after: Plan, renames: Renames, owners: Owners): readonly Entry[] {
  return [
    ...crossSigningEntries(before, after, renames),
    ...gatewayEntries(before, after, renames, owners),
    ...settingEntries(before, after, renames),
  ];
}

const informing = { asks: [], informs: [], unowned: false };

/** The root or the grant that leads to it has an entry of its own, which asks. */
function crossSigningEntries(before: Plan | undefined, after: Plan, { clusters }: Renames): readonly Entry[] {
  const withPresentNames = (sentence: string) => sentence.replace(/[a-z0-9-]+/g, (word) => clusters.get(word) ?? word);
  const [old, now] = [(before?.crossSigning ?? []).map(withPresentNames), after.crossSigning];
  const entries = (sentences: readonly string[], others: readonly string[], change: "added" | "removed") =>
    sentences
      .filter((sentence) => !others.some((other) => sameWords(sentence, other)))
      .map((sentence) => {
        const text = `${change === "added" ? "from now on" : "no longer"}: ${sentence}`;
        return entryAt("trust", undefined, [], { change, subject: "who can sign for whom", text }, informing);
      });
  return [...entries(now, old, "added"), ...entries(old, now, "removed")];
}

/** A new name may stand at another place of a list. */
function sameWords(a: string, b: string): boolean {
  const words = (sentence: string) => (sentence.match(/[a-z0-9-]+/g) ?? []).sort().join(" ");
  return words(a) === words(b);
}

/** Gateways of clusters that both versions have. Those that the file opens, closes or puts out of force have entries of their own. */
function gatewayEntries(before: Plan | undefined, after: Plan, renames: Renames, owners: Owners): readonly Entry[] {
  const former = formerPlans(before, renames);
  return after.clusters.flatMap((plan) => {
    const { name, inactive } = plan.cluster;
    const old = former.get(name);
    if (!old || (old.cluster.inactive === undefined) !== (inactive === undefined)) return [];
    return (["ingress", "egress"] as const).flatMap((side) => {
      const [was, is] = [isNeeded(old, side), isNeeded(plan, side)];
      if (was === is || !old.cluster[side] || !plan.cluster[side]) return [];
      const which = `${side} gateway of ${name}`;
      const text = is ? `the ${which} opens: a grant needs it from now on` : `the ${which} closes: no grant needs it any more`;
      const asked = { ...informing, informs: owners.of({ clusters: [name] }) };
      return [entryAt("boundary", undefined, [], { change: is ? "added" : "removed", subject: `the ${which}`, text }, asked)];
    });
  });
}

function isNeeded({ view: { inboundGrants, leavesByEgress } }: ClusterPlan, side: "ingress" | "egress"): boolean {
  return side === "ingress" ? inboundGrants.length > 0 : leavesByEgress;
}

/** By the present names of clusters. */
function formerPlans(before: Plan | undefined, { clusters }: Renames): ReadonlyMap<string, ClusterPlan> {
  return new Map(before?.clusters.map((one) => [clusters.get(one.cluster.name) ?? one.cluster.name, one]));
}

function settingEntries(before: Plan | undefined, after: Plan, renames: Renames): readonly Entry[] {
  const former = formerPlans(before, renames);
  return after.clusters.flatMap(({ cluster: { name }, settings }) => {
    const old = (former.get(name)?.settings ?? []).map(({ words }) => words);
    const added = settings.map(({ words }) => words).filter((words) => !old.includes(words));
    return added.map((words) => {
      const text = `fedc now relies on a setting of Istio in ${name}: ${words.replaceAll("`", "")}`;
      return entryAt("claims", undefined, [], { change: "added", subject: `settings of Istio in ${name}`, text }, informing);
    });
  });
}
