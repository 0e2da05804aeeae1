import { parseInventory } from "../../7-write/inventory.ts";
import { GENERATED, INVENTORY } from "../../7-write/layout.ts";
import type { PublishContext } from "../context.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, type Target, targetFolders } from "../target.ts";
import { plansFor, remoteTreeAt } from "./inspect.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import type { Proposal } from "./proposal.ts";
import { isFile, type RemoteTree, type TreeEntry } from "./remote-tree.ts";

/** An earlier proposal for a target that this run was not asked for. It stays, because a run withdraws only its own proposals. */
export interface KeptPlan {
  readonly plan: DeliveryPlan;
  /** Whether federation.yaml has no such overlay. Another file with the same name may have it. */
  readonly foreign: boolean;
  /** Whether the base branch has changed there since the proposal was made. */
  readonly changedSince: boolean;
}

/** The earlier proposals that must be proposed again, as far as the base does not hold them. */
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
  // Whatever the proposal replaces was permitted when it was made.
  const plans = await plansFor(remote, now, targets, { adopt: true, overwriteEdits: true });
  return plans.flatMap((plan) => {
    const { path } = plan.target;
    const inventory = `${path}/${INVENTORY}`;
    const changedSince = before.entries.get(inventory)?.id !== now.entries.get(inventory)?.id || plan.obstacles.length > 0;
    return plan.write.size > 0 || plan.obstacles.length > 0 ? [{ plan, foreign: !file.has(path), changedSince }] : [];
  });
}

/** Warns of proposals that stay although federation.yaml does not have them. */
export function keptWarnings(kept: readonly KeptPlan[], own: string): readonly { message: string; help: string }[] {
  return kept
    .filter(({ foreign }) => foreign)
    .map(({ plan: { target } }) => ({
      message: `\`${own}\` also proposes \`${target.path}\` for \`${target.overlay.cluster}\`, which is not in this file: the proposal stays`,
      help: "if it is not needed, close the pull request, delete its branch and publish again",
    }));
}

/** The overlays that a branch proposes for folders that this run was not asked for. */
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

/** The ids of an overlay's files on the branch: the files of its inventory, and the scaffold. */
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
