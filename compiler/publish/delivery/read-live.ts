import type { Overlay } from "../../6-render/overlay.ts";
import { hash, withOwnLineEnds } from "../../7-write/inventory.ts";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { progress } from "../../findings/progress.ts";
import type { PublishEnvironment } from "../context.ts";
import { type Delivery, deliveriesOf, inParallel, type Target } from "../target.ts";
import { withSnapshot } from "./remote-snapshot.ts";
import { isInPlace } from "./remote-tree.ts";
import { type StoredOverlay, storedOverlays } from "./stored-overlays.ts";

/** The live overlay of a cluster, if it is not the desired one: the files in the base branch that fedc wrote. */
interface LiveState {
  readonly files: ReadonlyMap<string, string>;
  readonly isInPlace: false;
  /** Whether no file was edited by hand. */
  readonly isUnedited: boolean;
  /** The files that it should have. They have most texts in common with those that are live. */
  readonly desired: Overlay["files"];
}

/** The desired overlay is live. Its texts are not kept: in most runs, that is so for most clusters. */
const inPlace = { isInPlace: true } as const;

type KnownLive = LiveState | typeof inPlace | Remark;

/** The live overlays by cluster, or why one is not known. */
export type LiveStates = ReadonlyMap<string, KnownLive>;

/** Reads the live overlays from the base branches of all repositories, independent of what was delivered before. */
export async function readLive(targets: readonly Target[], context: PublishEnvironment): Promise<LiveStates> {
  const states = new Map<string, KnownLive>();
  const deliveries = deliveriesOf(targets);
  let done = 0;
  await inParallel(deliveries, async (delivery) => {
    for (const [cluster, state] of await inspected(delivery, context)) states.set(cluster, state);
    progress("reading what is live", ++done, deliveries.length, "repositories");
  });
  return states;
}

async function inspected(delivery: Delivery, context: PublishEnvironment): Promise<LiveStates> {
  const { targets } = delivery;
  const each = (stateOf: (target: Target) => KnownLive) => new Map(targets.map((target) => [target.overlay.cluster, stateOf(target)]));
  try {
    return await withSnapshot(delivery, context, async ({ remote, base, isUpToDate, fetch, noteUpToDate }) => {
      if (base === undefined)
        return each(({ overlay }) => ({ files: new Map(), isInPlace: false, isUnedited: true, desired: overlay.files }));
      if (isUpToDate) return each(() => inPlace);
      const { remoteTree } = await fetch();
      const outdated = targets.filter((target) => !isInPlace(target, remoteTree));
      const places = outdated.map(({ path, overlay: { files } }) => ({ path, likely: files }));
      const desired = new Map(places.map(({ path, likely }) => [path, likely]));
      const stored = await storedOverlays(remote, remoteTree, places);
      if (delivery.delivery === "commit" && outdated.length === 0) noteUpToDate(remoteTree.commit ?? base);
      return each((target) => {
        const [overlay, files] = [stored.get(target.path), desired.get(target.path)];
        return overlay && files ? liveState(target, overlay, files) : inPlace;
      });
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return each(() => error.report);
  }
}

/** Files of another cluster or federation do not count. */
function liveState(
  { overlay: { cluster, federation } }: Target,
  { inventory, files }: StoredOverlay,
  desired: LiveState["desired"],
): LiveState {
  const isOwn = inventory?.cluster === cluster && inventory.federation === federation;
  const texts = new Map([...(isOwn ? files : [])].map(([file, text]) => [file, withOwnLineEnds(text)]));
  const isUnedited = inventory !== undefined && [...inventory.files].every(([file, hashed]) => hash(texts.get(file) ?? "") === hashed);
  return { files: texts, isInPlace: false, isUnedited, desired };
}
