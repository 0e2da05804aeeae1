import { formatOf } from "../git/object-ids.ts";
import type { CommitFacts, Remote } from "../git/remote.ts";
import { type DeliveryRecord, parseRecord } from "./delivery-record.ts";

/** A proposal of fedc on one of its branches. */
export interface Proposal {
  readonly record: DeliveryRecord;
  /** The commit of fedc; people may have added others. */
  readonly commit: string;
  /** The commit of the base branch that it was made on. */
  readonly basedOn: string;
}

/** How many commits are searched for the one of fedc. */
const maxDepth = 20;

/** Finds fedc's last commit on a fetched branch; undefined if there is none for this federation. */
export async function proposalOn(remote: Remote, branch: string, head: string, federation: string): Promise<Proposal | undefined> {
  let history = await remote.history(head, maxDepth, { straight: true });
  let made = lastOf(history, federation);
  if (!made) {
    await remote.fetch([branch], formatOf(head), maxDepth);
    history = await remote.history(head, maxDepth, { straight: true });
    made = lastOf(history, federation);
  }
  const [tip] = history;
  const parent = made?.facts.parents[0];
  if (!made || !tip || parent === undefined) return undefined;
  // GitHub's button "Update branch" merges the base into the branch, and adds nothing of its own.
  const merged = madeByButton(tip) && tip.parents[0] === made.facts.id ? tip.parents[1] : undefined;
  return { record: made.record, commit: made.facts.id, basedOn: merged ?? parent };
}

/** Whether a branch holds only fedc's commit, and this commit only what its record says. */
export async function isUntouched(remote: Remote, head: string, { record, commit, basedOn }: Proposal): Promise<boolean> {
  const [tip] = await remote.history(head, 1);
  if (!tip || !(head === commit || (madeByButton(tip) && tip.parents[0] === commit)) || record.contents.size === 0) return false;
  const entries = await remote.list(head, [...record.contents.keys()]);
  const kept = [...record.contents].every(([path, id]) => entries.get(path)?.id === id);
  const inside = (path: string) => [...record.contents.keys()].some((owned) => path === owned || path.startsWith(`${owned}/`));
  const changed = await remote.changedPaths(basedOn, head);
  const removed = (path: string) => record.overlays.some((overlay) => path.startsWith(`${overlay.path}/generated/`)) && !entries.has(path);
  return kept && changed.every((path) => inside(path) || removed(path));
}

function lastOf(history: readonly CommitFacts[], federation: string): { facts: CommitFacts; record: DeliveryRecord } | undefined {
  for (const facts of history) {
    const record = parseRecord(facts.message);
    if (record?.federation === federation && facts.parents.length === 1) return { facts, record };
  }
  return undefined;
}

function madeByButton({ parents, committer }: CommitFacts): boolean {
  return parents.length === 2 && committer === "GitHub <noreply@github.com>";
}
