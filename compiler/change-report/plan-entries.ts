import type { ClusterPlans } from "../4-plan/cluster-plans.ts";
import type { ClusterView } from "../4-plan/cluster-view.ts";
import type { Entry } from "./change-report.ts";
import { entryAt } from "./describe.ts";
import type { Owners } from "./owners.ts";
import type { Renames } from "./renames.ts";

/**
 * What plans say beyond objects: partners that can sign for each other, gateways that the first grant opens or the last one closes, and settings
 * that a mesh must have. They follow from other entries, which ask.
 */
export function planEntries(before: ClusterPlans | undefined, after: ClusterPlans, renames: Renames, owners: Owners): readonly Entry[] {
  return [
    ...crossSigningEntries(before, after, renames),
    ...gatewayEntries(before, after, renames, owners),
    ...settingEntries(before, after, renames),
  ];
}

const informing = { asks: [], informs: [], unowned: false };

/** The root or the grant that leads to it has an entry of its own, which asks. */
function crossSigningEntries(before: ClusterPlans | undefined, after: ClusterPlans, { clusters }: Renames): readonly Entry[] {
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
function gatewayEntries(before: ClusterPlans | undefined, after: ClusterPlans, renames: Renames, owners: Owners): readonly Entry[] {
  const formerNames = formerNamesOf(before, renames);
  return after.clusters.flatMap((name) => {
    const [view, formerName] = [after.viewOf(name), formerNames.get(name)];
    const { inactive } = view.cluster;
    const old = formerName === undefined ? undefined : before?.viewOf(formerName);
    if (!old || (old.cluster.inactive === undefined) !== (inactive === undefined)) return [];
    return (["ingress", "egress"] as const).flatMap((side) => {
      const [was, is] = [isNeeded(old, side), isNeeded(view, side)];
      if (was === is || !old.cluster[side] || !view.cluster[side]) return [];
      const which = `${side} gateway of ${name}`;
      const text = is ? `the ${which} opens: a grant needs it from now on` : `the ${which} closes: no grant needs it any more`;
      const asked = { ...informing, informs: owners.of({ clusters: [name] }) };
      return [entryAt("boundary", undefined, [], { change: is ? "added" : "removed", subject: `the ${which}`, text }, asked)];
    });
  });
}

function isNeeded({ inboundGrants, leavesByEgress }: ClusterView, side: "ingress" | "egress"): boolean {
  return side === "ingress" ? inboundGrants.length > 0 : leavesByEgress;
}

/** The former names of clusters, by the present ones. */
function formerNamesOf(before: ClusterPlans | undefined, { clusters }: Renames): ReadonlyMap<string, string> {
  return new Map(before?.clusters.map((name) => [clusters.get(name) ?? name, name]));
}

function settingEntries(before: ClusterPlans | undefined, after: ClusterPlans, renames: Renames): readonly Entry[] {
  const formerNames = formerNamesOf(before, renames);
  return after.clusters.flatMap((name) => {
    const formerName = formerNames.get(name);
    const old = formerName === undefined ? [] : (before?.settingsOf(formerName).map(({ words }) => words) ?? []);
    const added = after
      .settingsOf(name)
      .map(({ words }) => words)
      .filter((words) => !old.includes(words));
    return added.map((words) => {
      const text = `fedc now relies on a setting of Istio in ${name}: ${words.replaceAll("`", "")}`;
      return entryAt("claims", undefined, [], { change: "added", subject: `settings of Istio in ${name}`, text }, informing);
    });
  });
}
