import { parseInventory } from "../../7-write/inventory.ts";
import { GENERATED, INVENTORY } from "../../7-write/layout.ts";
import type { PublishContext } from "../context.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, type Target, targetFolders } from "../target.ts";
import { plansFor, remoteTreeAt } from "./inspect.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import type { Proposal } from "./proposal.ts";
import { isFile, type RemoteTree, type TreeEntry } from "./remote-tree.ts";

/** A proposal of before that this run was not asked about: it stays, since a run takes back only what is its own. */
export interface KeptPlan {
  readonly plan: DeliveryPlan;
  /** Whether the file has no such overlay: it may be another file of the same name. */
  readonly foreign: boolean;
  /** Whether the base has another version of it than the one that the proposal was made on. */
  readonly changedSince: boolean;
}

/** What is to be proposed again besides what was asked for, as far as the base does not hold it. */
export async function keptPlans(
  remote: Remote,
  delivery: Delivery,
  proposal: Proposal,
  base: RemoteTree,
  context: PublishContext,
): Promise<readonly KeptPlan[]> {
  const targets = await keptTargets(remote, delivery, proposal, context);
  if (targets.length === 0) return [];
  const before = await remoteTreeAt(remote, proposal.basedOn, base.format, targets);
  const now = await remoteTreeAt(remote, base.commit, base.format, targets);
  const file = targetFolders(context.file, delivery);
  // Whatever it replaces, that was asked for when it was proposed.
  const plans = await plansFor(remote, now, targets, { adopt: true, overwriteEdits: true });
  return plans.flatMap((plan) => {
    const { path } = plan.target;
    const inventory = `${path}/${INVENTORY}`;
    const changedSince = before.entries.get(inventory)?.id !== now.entries.get(inventory)?.id || plan.obstacles.length > 0;
    return plan.write.size > 0 || plan.obstacles.length > 0 ? [{ plan, foreign: !file.has(path), changedSince }] : [];
  });
}

/** Says what stays although the file does not have it. */
export function keptWarnings(kept: readonly KeptPlan[], own: string): readonly { message: string; help: string }[] {
  return kept
    .filter(({ foreign }) => foreign)
    .map(({ plan: { target } }) => ({
      message: `\`${own}\` also proposes \`${target.path}\` for \`${target.overlay.cluster}\`, which this file does not have: that stays`,
      help: "if nobody needs it, close the pull request, delete its branch and publish again",
    }));
}

/** What a branch proposes for folders that this run was not asked about, as overlays. */
async function keptTargets(
  remote: Remote,
  delivery: Delivery,
  { record, commit }: Proposal,
  { asked, file }: { readonly asked: readonly Target[]; readonly file: readonly Target[] },
): Promise<readonly Target[]> {
  const own = targetFolders(asked, delivery);
  const others = record.overlays.filter(({ path }) => !own.has(path));
  if (others.length === 0) return [];
  const known = new Map(file.filter((target) => targetFolders(file, delivery).has(target.path)).map((target) => [target.path, target]));
  const entries = await remote.list(commit, [...others.map(({ path }) => `${path}/${GENERATED}`), ...record.contents.keys()]);
  const inventories = await remote.texts(others.flatMap(({ path }) => entries.get(`${path}/${INVENTORY}`)?.id ?? []));
  const found = others.map((overlay) => ({ ...overlay, ...filesOf(overlay.path, entries, inventories, [...record.contents.keys()]) }));
  const texts = await remote.texts([...new Set(found.flatMap(({ ids, scaffold }) => [...ids.values(), ...scaffold.values()]))]);
  const withTexts = (ids: ReadonlyMap<string, string>) => new Map([...ids].map(([path, id]) => [path, texts.get(id) ?? ""]));
  return found.map(({ cluster, path, ids, scaffold }) => ({
    ...{ repository: delivery.repository, branch: delivery.branch, delivery: delivery.delivery, path },
    reviewers: known.get(path)?.reviewers ?? [],
    labels: known.get(path)?.labels ?? [],
    overlay: { cluster, federation: record.federation, files: withTexts(ids), scaffold: withTexts(scaffold) },
  }));
}

/** The ids of an overlay's files on the branch: what its inventory lists, and what was written beside. */
function filesOf(
  path: string,
  entries: ReadonlyMap<string, TreeEntry>,
  inventories: ReadonlyMap<string, string>,
  contents: readonly string[],
) {
  const inventory = parseInventory(inventories.get(entries.get(`${path}/${INVENTORY}`)?.id ?? "") ?? "");
  const idsOf = (files: Iterable<string>) =>
    new Map(
      [...files].flatMap((file) => {
        const entry = entries.get(`${path}/${file}`);
        return entry && isFile(entry.mode) ? [[file, entry.id] as const] : [];
      }),
    );
  const beside = contents.flatMap((content) => {
    const file = content.startsWith(`${path}/`) ? content.slice(path.length + 1) : "";
    return file === "" || file.includes("/") || file === GENERATED ? [] : [file];
  });
  return { ids: idsOf(typeof inventory === "object" ? inventory.files.keys() : []), scaffold: idsOf(beside) };
}
