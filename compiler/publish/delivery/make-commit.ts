import { ownedFiles } from "../../7-write/inventory.ts";
import { GENERATED } from "../../7-write/layout.ts";
import type { PublishContext, SourceRevision } from "../context.ts";
import { blobId } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import { idsOf } from "../overlay-ids.ts";
import { type DeliveryPlace, digestOf } from "../target.ts";
import { type Ancestry, commitMessage, type DeliveryRecord, parseRecord, type Revision } from "./delivery-record.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import type { RemoteTree } from "./remote-tree.ts";

/** The numbers of commits in which fedc looks for the last delivery, one after the other. A busy branch may have many others on top. */
const depths = [100, 1000, 10000];

/**
 * Commits the changes of the plans on top of a tree, for a place. Returns the id of the commit, signed if the user wants that, which is not in
 * the branch yet. `before` is the revision from which an earlier part of the commit was made.
 */
export async function makeCommit(
  remote: Remote,
  place: DeliveryPlace,
  remoteTree: RemoteTree,
  plans: readonly DeliveryPlan[],
  context: PublishContext,
  before?: Revision,
): Promise<string> {
  const record: DeliveryRecord = {
    federation: context.federation,
    base: place.branch,
    overlays: plans.map(({ target }) => ({ cluster: target.overlay.cluster, path: target.path })),
    contents: contentsOf(plans, remoteTree),
    digest: digestOf(
      plans.map(({ target }) => target),
      remoteTree.format,
    ),
    revision: later(context.source?.revision, before),
  };
  const files = new Map(plans.flatMap(({ write }) => [...write]));
  const message = commitMessage(record, plans);
  const { author, committer } = context;
  const desired = { parent: remoteTree.commit, message, files, author, committer, time: context.now() };
  return context.sign(place, remote, { ...desired, id: await remote.commit(desired, remoteTree.format) });
}

/** The later revision. It protects the whole commit against a rollback. */
function later(ours: Revision | undefined, theirs: Revision | undefined): Revision | undefined {
  return ours && theirs && theirs.time > ours.time ? theirs : (ours ?? theirs);
}

/** Why a change would be a rollback; undefined if it is not one, as far as fedc can tell. */
export async function rollbackReason(
  remote: Remote,
  branch: string,
  remoteTree: RemoteTree,
  plans: readonly DeliveryPlan[],
  context: PublishContext,
  onTop: DeliveryRecord | undefined,
): Promise<{ message: string; help: string } | undefined> {
  const { source, federation, permissions } = context;
  if (!source || permissions.allowRollback) return undefined;
  const paths = new Set(plans.filter(({ present }) => present || onTop).map(({ target }) => target.path));
  if (paths.size === 0) return undefined;
  const last = (onTop && lastDelivery([onTop], federation, paths)) ?? (await lastOnBranch(remote, branch, remoteTree, federation, paths));
  if (!last?.revision) return undefined;
  if (!isRollback(source.revision, last.revision, await ancestryOf(last.revision, source))) return undefined;
  return {
    message: `the live overlay was made from the newer revision ${last.revision.commit.slice(0, 12)}, and this run publishes ${source.revision.commit.slice(0, 12)}`,
    help: "publish the newest revision; `--allow-rollback` permits a rollback",
  };
}

async function ancestryOf({ commit }: Revision, source: SourceRevision): Promise<Ancestry> {
  return commit === source.revision.commit ? "same" : source.ancestry(commit);
}

/**
 * Why a proposal has to wait for the one that is there: somebody made that from a revision which this run does not contain, so replacing it would
 * drop their change unseen. Undefined if it does not, as far as fedc can tell.
 */
export async function reasonToWaitForOther(
  record: DeliveryRecord | undefined,
  own: string,
  { source, permissions }: Pick<PublishContext, "source" | "permissions">,
): Promise<{ message: string; help: string } | undefined> {
  if (!source || !record?.revision || permissions.allowRollback) return undefined;
  if ((await ancestryOf(record.revision, source)) !== "diverged") return undefined;
  const [theirs, ours] = [record.revision, source.revision].map(({ commit }) => commit.slice(0, 12));
  return {
    message: `\`${own}\` proposes revision ${theirs}, which revision ${ours} of this run does not contain: that proposal stays`,
    help: "merge or close its pull request, or publish a revision that contains both; `--allow-rollback` replaces it",
  };
}

async function lastOnBranch(
  remote: Remote,
  branch: string,
  { commit, format }: RemoteTree,
  federation: string,
  paths: ReadonlySet<string>,
): Promise<DeliveryRecord | undefined> {
  if (commit === undefined) return undefined;
  const search = async (tip: string, max: number) => {
    const history = await remote.history(tip, max);
    const records = history.flatMap(({ message }) => parseRecord(message) ?? []);
    return { last: lastDelivery(records, federation, paths), all: history.length };
  };
  let result = await search(commit, 2);
  for (const depth of depths) {
    if (result.last) return result.last;
    // The branch may have moved, and the depth counts from where it is now.
    const tip = (await remote.fetch([branch], format, depth, "tree:0")).get(branch) ?? commit;
    const before = result.all;
    result = await search(tip, depth);
    if (result.all < depth || result.all === before) break;
  }
  return result.last;
}

function contentsOf(plans: readonly DeliveryPlan[], { format }: RemoteTree): ReadonlyMap<string, string> {
  return new Map(
    plans.flatMap(({ target: { path, overlay }, write, unmanaged }) => {
      const blobOf = ([file, text]: readonly [string, string]) => [`${path}/${file}`, blobId(text, format)] as const;
      const generated =
        unmanaged.length > 0 ? [...ownedFiles(overlay)].map(blobOf) : [[`${path}/${GENERATED}`, idsOf(overlay, format).generated] as const];
      return [...generated, ...[...overlay.scaffold].filter(([name]) => write.has(`${path}/${name}`)).map(blobOf)];
    }),
  );
}

/** The latest delivery to one of these folders; `records` begin with the latest. Two federations of one name have different folders. */
function lastDelivery(records: readonly DeliveryRecord[], federation: string, paths: ReadonlySet<string>): DeliveryRecord | undefined {
  return records.find((record) => record.federation === federation && record.overlays.some(({ path }) => paths.has(path)));
}

/** Whether publishing would be a rollback. The history tells it; a shallow checkout knows only the times of the commits. */
function isRollback(ours: Revision, theirs: Revision, ancestry: Ancestry): boolean {
  return ancestry === "unknown" ? ours.time < theirs.time : ancestry === "newer";
}
