import { hash, parseInventory, withOwnLineEnds } from "../../7-write/inventory.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import { Failure } from "../../findings/failure.ts";
import type { PublishEnvironment } from "../context.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, deliveriesOf, digestOf, type Target } from "../target.ts";
import { fetchSeen, knownBranches, remoteTreeAt } from "./inspect.ts";
import { headsIn } from "./own-branch.ts";
import { isFile, isInPlace, type RemoteTree } from "./remote-tree.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** The live overlay of a cluster: the files in the base branch that fedc wrote. */
export interface LiveState {
  readonly files: ReadonlyMap<string, string>;
  /** Whether it equals the desired overlay. */
  readonly isInPlace: boolean;
  /** Whether no file was edited by hand. */
  readonly isUnedited: boolean;
}

/** Why the live overlay is not known. */
export interface UnknownState {
  readonly message: string;
  readonly help?: string;
}

const maxConcurrent = 6;

/** Reads the live overlays from the base branches of all repositories, independent of what was delivered before. */
export async function readLive(
  targets: readonly Target[],
  context: PublishEnvironment,
): Promise<ReadonlyMap<string, LiveState | UnknownState>> {
  const states = new Map<string, LiveState | UnknownState>();
  const queue = deliveriesOf(targets).values();
  const work = async () => {
    for (const delivery of queue) for (const [cluster, state] of await inspect(delivery, context)) states.set(cluster, state);
  };
  await Promise.all(Array.from({ length: maxConcurrent }, work));
  return states;
}

async function inspect(delivery: Delivery, context: PublishEnvironment): Promise<ReadonlyMap<string, LiveState | UnknownState>> {
  const all = (of: (target: Target) => LiveState | UnknownState) =>
    new Map(delivery.targets.map((target) => [target.overlay.cluster, of(target)]));
  try {
    const remote = await context.remote(delivery);
    return await retryOnConflict(context.pause, async (again) => {
      const seen = await knownBranches(delivery, remote, context, again);
      const base = seen.get(delivery.branch);
      if (base === undefined) return all(() => ({ files: new Map(), isInPlace: false, isUnedited: true }));
      const head = headsIn(seen, context);
      if (context.upToDate.knows(delivery, { base, head, digest: digestOf(delivery.targets) }))
        return all(({ overlay }) => ({ files: overlay.files, isInPlace: true, isUnedited: true }));
      const format = formatOf(base);
      const commit = (await fetchSeen(delivery, remote, seen, context)).get(delivery.branch);
      const remoteTree = await remoteTreeAt(remote, commit, format, delivery.targets);
      const states = await filesIn(remote, remoteTree, delivery.targets);
      if (delivery.delivery === "commit" && [...states.values()].every(({ isInPlace: inPlace }) => inPlace))
        context.upToDate.note(delivery, { base: commit ?? base, head: undefined, digest: digestOf(delivery.targets) });
      return states;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return all(() => error.report);
  }
}

/** Fetches the inventories, which tell the files of fedc, and then all these files at once. */
async function filesIn(remote: Remote, remoteTree: RemoteTree, targets: readonly Target[]): Promise<ReadonlyMap<string, LiveState>> {
  const { entries } = remoteTree;
  const outdated = targets.filter((target) => !isInPlace(target, remoteTree));
  const inventoryId = ({ path }: Target) => entries.get(`${path}/${INVENTORY}`)?.id ?? "";
  const inventories = await remote.texts([...new Set(outdated.map(inventoryId).filter((id) => id !== ""))]);
  const owned = new Map(
    outdated.map((target) => {
      const inventory = parseInventory(inventories.get(inventoryId(target)) ?? "");
      const own =
        typeof inventory === "object" && inventory.cluster === target.overlay.cluster && inventory.federation === target.overlay.federation;
      const ids = [...(own ? inventory.files.keys() : [])].flatMap((file) => {
        const entry = entries.get(`${target.path}/${file}`);
        return entry && isFile(entry.mode) ? [[file, entry.id] as const] : [];
      });
      return [target, new Map(ids)] as const;
    }),
  );
  const texts = await remote.texts([...new Set([...owned.values()].flatMap((ids) => [...ids.values()]))]);
  return new Map(
    targets.map((target): [string, LiveState] => {
      const ids = owned.get(target);
      if (!ids) return [target.overlay.cluster, { files: target.overlay.files, isInPlace: true, isUnedited: true }];
      const inventory = parseInventory(inventories.get(inventoryId(target)) ?? "");
      const files = new Map([...ids].map(([file, id]) => [file, withOwnLineEnds(texts.get(id) ?? "")]));
      const intact =
        typeof inventory === "object" && [...inventory.files].every(([file, hashed]) => hash(files.get(file) ?? "") === hashed);
      return [target.overlay.cluster, { files, isInPlace: false, isUnedited: intact }];
    }),
  );
}
