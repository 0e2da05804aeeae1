import { hash, parseInventory, withOwnLineEnds } from "../../7-write/inventory.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import { Failure } from "../../findings/failure.ts";
import type { Outside } from "../context.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, deliveriesOf, digestOf, type Target } from "../target.ts";
import { branchesOf, fetchSeen, remoteTreeAt } from "./inspect.ts";
import { headsIn } from "./own-branch.ts";
import { isFile, isInPlace, type RemoteTree } from "./remote-tree.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** What a base branch holds of a cluster's overlay: the files that fedc wrote. */
export interface Stands {
  readonly files: ReadonlyMap<string, string>;
  /** Nothing is to be done for it any more. */
  readonly inPlace: boolean;
  /** Nobody else changed them. */
  readonly intact: boolean;
}

/** Why that is not known. */
export interface Unseen {
  readonly message: string;
  readonly help?: string;
}

const atOnce = 6;

/** Looks at the base branches of all repositories: what stands is what they hold, whatever was delivered before. */
export async function readLive(targets: readonly Target[], context: Outside): Promise<ReadonlyMap<string, Stands | Unseen>> {
  const found = new Map<string, Stands | Unseen>();
  const queue = deliveriesOf(targets).values();
  const work = async () => {
    for (const delivery of queue) for (const [cluster, stands] of await inspect(delivery, context)) found.set(cluster, stands);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

async function inspect(delivery: Delivery, context: Outside): Promise<ReadonlyMap<string, Stands | Unseen>> {
  const all = (of: (target: Target) => Stands | Unseen) => new Map(delivery.targets.map((target) => [target.overlay.cluster, of(target)]));
  try {
    const remote = await context.remote(delivery);
    return await retryOnConflict(context.pause, async (again) => {
      const seen = await branchesOf(delivery, remote, context, again);
      const base = seen.get(delivery.branch);
      if (base === undefined) return all(() => ({ files: new Map(), inPlace: false, intact: true }));
      const head = headsIn(seen, context);
      if (context.upToDate.knows(delivery, { base, head, digest: digestOf(delivery.targets) }))
        return all(({ overlay }) => ({ files: overlay.files, inPlace: true, intact: true }));
      const format = formatOf(base);
      const commit = (await fetchSeen(delivery, remote, seen, context)).get(delivery.branch);
      const remoteTree = await remoteTreeAt(remote, commit, format, delivery.targets);
      const stands = await filesIn(remote, remoteTree, delivery.targets);
      if (delivery.delivery === "commit" && [...stands.values()].every(({ inPlace }) => inPlace))
        context.upToDate.note(delivery, { base: commit ?? base, head: undefined, digest: digestOf(delivery.targets) });
      return stands;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return all(() => error.report);
  }
}

/** All texts in one go, the inventories before: they say which files are fedc's. */
async function filesIn(remote: Remote, remoteTree: RemoteTree, targets: readonly Target[]): Promise<ReadonlyMap<string, Stands>> {
  const { entries } = remoteTree;
  const open = targets.filter((target) => !isInPlace(target, remoteTree));
  const inventoryId = ({ path }: Target) => entries.get(`${path}/${INVENTORY}`)?.id ?? "";
  const inventories = await remote.texts([...new Set(open.map(inventoryId).filter((id) => id !== ""))]);
  const owned = new Map(
    open.map((target) => {
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
    targets.map((target): [string, Stands] => {
      const ids = owned.get(target);
      if (!ids) return [target.overlay.cluster, { files: target.overlay.files, inPlace: true, intact: true }];
      const inventory = parseInventory(inventories.get(inventoryId(target)) ?? "");
      const files = new Map([...ids].map(([file, id]) => [file, withOwnLineEnds(texts.get(id) ?? "")]));
      const intact =
        typeof inventory === "object" && [...inventory.files].every(([file, hashed]) => hash(files.get(file) ?? "") === hashed);
      return [target.overlay.cluster, { files, inPlace: false, intact }];
    }),
  );
}
