import type { Plan } from "../4-plan/plan.ts";
import type { Entry } from "./change-report.ts";
import { entryAt } from "./describe.ts";
import type { Renames } from "./renames.ts";

/** What the plan says beyond objects: partners that can sign for each other, and settings that a mesh must have. They follow from other entries. */
export function planEntries(before: Plan | undefined, after: Plan, renames: Renames): readonly Entry[] {
  return [...crossSigningEntries(before, after, renames), ...settingEntries(before, after, renames)];
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

function settingEntries(before: Plan | undefined, after: Plan, renames: Renames): readonly Entry[] {
  const former = new Map(before?.clusters.map((one) => [renames.clusters.get(one.cluster.name) ?? one.cluster.name, one.settings]));
  return after.clusters.flatMap(({ cluster: { name }, settings }) => {
    const old = (former.get(name) ?? []).map(({ words }) => words);
    const added = settings.map(({ words }) => words).filter((words) => !old.includes(words));
    return added.map((words) => {
      const text = `fedc now relies on a setting of Istio in ${name}: ${words.replaceAll("`", "")}`;
      return entryAt("claims", undefined, [], { change: "added", subject: `settings of Istio in ${name}`, text }, informing);
    });
  });
}
