import { matchesStatus } from "../../2-resolve/status-pattern.ts";
import { Failure } from "../../findings/failure.ts";
import { progress } from "../../findings/progress.ts";
import type { PublishEnvironment } from "../context.ts";
import type { LiveStates } from "../delivery/read-live.ts";
import { withSnapshot } from "../delivery/remote-snapshot.ts";
import type { CommitReports, ReadReports } from "../forges/commit-report.ts";
import { type Delivery, deliveriesOf, inParallel, type Target } from "../target.ts";
import { type HoldingCommits, holdingCommits } from "./holding-commits.ts";
import { judgeSync, type ReportedCommit, type SyncRule, type SyncState } from "./judge-sync.ts";

/** Whether clusters have applied their live overlays, for those that say how they report it. */
export type SyncStates = ReadonlyMap<string, SyncState>;

/** How many commits of one branch are asked about, beside the one that brought the overlay. */
const maxAsked = 20;

/** Reads the reports of all clusters that have `synced` and a live overlay. What cannot be read is `unknown`, never synced. */
export async function readSync(targets: readonly Target[], live: LiveStates, context: PublishEnvironment): Promise<SyncStates> {
  const { reports } = context;
  const watched = targets.filter(({ synced, overlay }) => {
    const state = live.get(overlay.cluster);
    return synced !== undefined && !(state && "files" in state && state.files.size === 0);
  });
  if (!reports || watched.length === 0) return new Map();
  const deliveries = deliveriesOf(watched);
  const found = new Map<string, SyncState>();
  let done = 0;
  await inParallel(deliveries, async (delivery) => {
    for (const [cluster, state] of await statesIn(delivery, live, context, reports)) found.set(cluster, state);
    progress("reading what clusters report", ++done, deliveries.length, "repositories");
  });
  // In the order of the clusters, whichever repository answers first.
  return new Map(
    watched.flatMap(({ overlay: { cluster } }) => {
      const state = found.get(cluster);
      return state ? [[cluster, state]] : [];
    }),
  );
}

async function statesIn(
  delivery: Delivery,
  live: LiveStates,
  context: PublishEnvironment,
  reportsAt: NonNullable<PublishEnvironment["reports"]>,
): Promise<SyncStates> {
  const { targets, branch } = delivery;
  const each = (state: SyncState) => new Map(targets.map(({ overlay }) => [overlay.cluster, state]));
  try {
    return await withSnapshot(delivery, context, async ({ remote, base }) => {
      if (base === undefined) return each({ kind: "unknown", message: `cannot be told: there is no branch \`${branch}\`` });
      const holding = await holdingCommits(
        remote,
        branch,
        base,
        targets.map(({ path }) => path),
      );
      if (!holding) return each({ kind: "waiting", message: `cannot be told: \`${branch}\` is moving right now` });
      const read = remembered(await reportsAt(delivery));
      const states = new Map<string, SyncState>();
      for (const { overlay, path, synced } of targets) {
        const state = live.get(overlay.cluster);
        const commits = holding.get(path);
        if (!state || !commits || !synced) continue;
        states.set(overlay.cluster, "message" in state ? unknown(state) : await stateOf(synced, commits, read));
      }
      return states;
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return each(unknown(error.report));
  }
}

async function stateOf(rule: SyncRule, { commits, before, isWhole }: HoldingCommits, read: ReadReports): Promise<SyncState> {
  const oldest = commits.at(-1);
  const asked = commits.filter((commit, i) => i < maxAsked || (isWhole && commit === oldest));
  const known: ReportedCommit[] = [];
  let unread: CommitReports["unread"];
  // The reports have times of the forge's clock, and ours may be another.
  let now: number | undefined;
  // All of them: a status that has failed on an old commit need not have been reported on a newer one.
  for (const commit of asked) {
    const answer = await read(commit);
    unread ??= answer.unread;
    now = Math.min(now ?? Number.POSITIVE_INFINITY, answer.readAt ?? Date.now());
    known.push({ commit, reports: answer.reports });
  }
  const judged = judgeSync(rule, known, now ?? Date.now());
  const matching = (status: string, reports: CommitReports["reports"]) => reports.find(({ name }) => matchesStatus(status, name));
  const missing = rule.statuses.find((status) => !known.some(({ reports }) => matching(status, reports)));
  if (missing === undefined || judged.kind === "failed") return judged;
  if (unread) return unknown(unread);
  for (const commit of before) {
    const older = matching(missing, (await read(commit)).reports);
    if (!older) continue;
    const about = `\`${older.name}\` at ${commit.slice(0, 12)}, which does not hold its overlay yet`;
    return { kind: "waiting", message: `has not reported: its last report is ${about}` };
  }
  if (!isWhole && commits.length > maxAsked)
    return { kind: "unknown", message: `cannot be told: none of the newest ${maxAsked} commits has a status \`${missing}\`` };
  return judged;
}

function unknown({ message, help }: { readonly message: string; readonly help?: string }): SyncState {
  return { kind: "unknown", message: `cannot be told: ${message}`, ...(help !== undefined && { help }) };
}

/** Clusters of one branch ask about the same commits. */
function remembered(read: ReadReports): ReadReports {
  const answers = new Map<string, ReturnType<ReadReports>>();
  return (commit) => {
    const answer = answers.get(commit) ?? read(commit);
    answers.set(commit, answer);
    return answer;
  };
}
