import { type DeliveryRecord, parseRecord } from "./delivery-record.ts";
import type { CommitFacts, Remote } from "./git/remote.ts";

/** Whose fedc's own branch is: fedc's alone, with what it says of itself and what it was made on, or others' too. */
export type OwnBranch = { readonly ours: true; readonly record: DeliveryRecord; readonly basedOn: string } | { readonly ours: false };

/** Looks at what a branch has beyond its base: it is fedc's where its one commit holds what fedc said it holds, and nothing else. */
export async function judgeBranch(remote: Remote, head: string, federation: string): Promise<OwnBranch> {
  const history = new Map((await remote.history(head, 20)).map((facts) => [facts.id, facts]));
  const tip = history.get(head);
  if (!tip) return { ours: false };
  const made = madeByButton(tip) ? history.get(tip.parents[0] ?? "") : tip;
  // GitHub's button for bringing a branch up to date merges the base into it, and adds nothing of its own.
  const basedOn = made === tip ? tip.parents[0] : tip.parents[1];
  const record = made && parseRecord(made.message);
  if (!record || basedOn === undefined || made.parents.length !== 1) return { ours: false };
  if (record.federation !== federation || record.contents.size === 0) return { ours: false };
  const entries = await remote.list(head, [...record.contents.keys()]);
  const kept = [...record.contents].every(([path, id]) => entries.get(path)?.id === id);
  const inside = (path: string) => [...record.contents.keys()].some((owned) => path === owned || path.startsWith(`${owned}/`));
  const changed = await remote.changedPaths(basedOn, head);
  const removed = (path: string) => record.overlays.some((overlay) => path.startsWith(`${overlay.path}/generated/`)) && !entries.has(path);
  return kept && changed.every((path) => inside(path) || removed(path)) ? { ours: true, record, basedOn } : { ours: false };
}

function madeByButton({ parents, committer }: CommitFacts): boolean {
  return parents.length === 2 && committer === "GitHub <noreply@github.com>";
}
