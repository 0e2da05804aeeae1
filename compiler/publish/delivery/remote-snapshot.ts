import type { PublishEnvironment } from "../context.ts";
import { GitFailure } from "../git/git-failure.ts";
import { isContended, mayBePassing } from "../git/git-problem.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, digestOf } from "../target.ts";
import { headsIn, ownBranchesIn, ownBranchesToAskFor } from "./own-branch.ts";
import { type RemoteTree, remoteTreeAt } from "./remote-tree.ts";

/** The repository of a delivery, as one attempt sees it. */
export interface RemoteSnapshot {
  readonly remote: Remote;
  /** The commits of the branches that matter, by name. */
  readonly seen: ReadonlyMap<string, string>;
  /** The commit of the branch that the cluster follows; undefined if there is no such branch. */
  readonly base: string | undefined;
  /** Whether an earlier run found this very state up to date. */
  readonly isUpToDate: boolean;
  /** Fetches the branches that were seen. Gives their commits and the tree of the base, which is empty without that branch. */
  fetch(): Promise<{ readonly heads: ReadonlyMap<string, string>; readonly remoteTree: RemoteTree }>;
  /** Remembers that everything is up to date at this commit of the base. */
  noteUpToDate(base: string): void;
}

/** How often work is repeated after conflicts with other writers, and after failures of the network. */
const maxRaces = 8;
const maxNetworkFailures = 2;

/**
 * Works on the repository of a delivery. Repeats the work from the start if another writer was faster or the network failed: it reads before
 * it writes, so that is safe. The first attempt sees the branches as this run saw them before, so that waves and deliveries see the same
 * state.
 */
export async function withSnapshot<T>(
  delivery: Delivery,
  context: PublishEnvironment,
  work: (snapshot: RemoteSnapshot) => Promise<T>,
): Promise<T> {
  const remote = await context.remote(delivery);
  let races = 0;
  let breaks = 0;
  for (;;) {
    try {
      return await work(await snapshotOf(delivery, remote, context, races + breaks > 0));
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      if (isContended(error.problem) && races < maxRaces) races += 1;
      else if (mayBePassing(error.problem) && breaks < maxNetworkFailures) breaks += 1;
      else throw error;
      // Random, so that several writers do not meet again.
      await context.pause((races + breaks) * (100 + Math.random() * 300));
    }
  }
}

/** Asks for the commit of the branch that clusters follow, for this and for later snapshots. Empty if there is no such branch. */
export async function headsOf(delivery: Delivery, context: PublishEnvironment): Promise<string> {
  const remote = await context.remote(delivery);
  return (await remote.branches(namesIn(delivery, context))).get(delivery.branch) ?? "";
}

/** The branches that matter to a delivery. */
function namesIn({ branch, delivery }: Delivery, context: PublishEnvironment): readonly string[] {
  return delivery === "pull-request" ? [branch, ...ownBranchesToAskFor(context)] : [branch];
}

async function snapshotOf(delivery: Delivery, remote: Remote, context: PublishEnvironment, again: boolean): Promise<RemoteSnapshot> {
  const { branch, targets } = delivery;
  const proposes = delivery.delivery === "pull-request";
  const names = namesIn(delivery, context);
  const seen = await (again ? remote.branches(names) : remote.known(names));
  const base = seen.get(branch);
  const state = { head: proposes ? headsIn(seen, context) : undefined, digest: digestOf(targets, formatOf(base)) };
  return {
    remote,
    seen,
    base,
    isUpToDate: base !== undefined && context.upToDate.knows(delivery, { base, ...state }),
    async fetch() {
      const own = proposes ? ownBranchesIn(seen, context) : [];
      const format = formatOf(base);
      // Deep enough to see the commit that fedc's branches were made on, also if GitHub's button merged the base into them.
      const depth = own.length === 0 ? 1 : 3;
      const heads = base === undefined ? new Map<string, string>() : await remote.fetch([branch, ...own], format, depth);
      return { heads, remoteTree: await remoteTreeAt(remote, heads.get(branch), format, targets) };
    },
    noteUpToDate: (base) => context.upToDate.note(delivery, { base, ...state }),
  };
}
