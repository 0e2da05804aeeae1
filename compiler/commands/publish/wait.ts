import type { Remark } from "../../findings/answer.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { PublishEnvironment } from "../../publish/context.ts";
import { headsOf } from "../../publish/delivery/remote-snapshot.ts";
import { isFine } from "../../publish/delivery-results.ts";
import { GitFailure } from "../../publish/git/git-failure.ts";
import { mayBePassing } from "../../publish/git/git-problem.ts";
import { readSync, type SyncStates } from "../../publish/sync/read-sync.ts";
import { deliveriesOf, type Target } from "../../publish/target.ts";
import type { PublishedWave } from "./in-waves.ts";

/** How a run that waits has ended: `through` says that all clusters have everything, and otherwise `why` says what is missing. */
export type WaitEnd = { readonly through: true } | { readonly through: false; readonly why: Remark };

/** How long, and how often, in milliseconds. */
export interface WaitLimits {
  readonly timeout: number;
  readonly interval: number;
}

interface WaitSurroundings {
  readonly targets: readonly Target[];
  readonly assumedSynced: ReadonlySet<string>;
  readonly say: (line: string) => void;
}

/** After so many looks, the whole state is read again, whatever seems to have changed. */
const maxLooks = 10;

/**
 * Waits after a wave. Ends with nothing once another run of the whole may go on, because a branch has moved or reports have changed, and with the
 * end if there is nothing left to wait for or the time is over.
 */
export async function waitAfter(
  published: PublishedWave,
  context: PublishEnvironment,
  { targets, assumedSynced, say }: WaitSurroundings,
  { until, interval }: { readonly until: number; readonly interval: number },
): Promise<WaitEnd | undefined> {
  const end = endOf(published, targets, assumedSynced);
  if (end) return end;
  let shown = described(published.sync, assumedSynced);
  for (const line of waitingFor(published, assumedSynced)) say(line);
  const left = until - Date.now();
  // What was just written is read again, to know what the next wave relies on.
  if (published.results.some(({ outcome }) => outcome === "committed") && left > 0) {
    await context.pause(Math.min(interval, left));
    return undefined;
  }
  const before = await headsNow(targets, context);
  for (let looks = 0; looks < maxLooks; looks += 1) {
    const left = until - Date.now();
    if (left <= 0) return { through: false, why: timedOut(published, assumedSynced) };
    await context.pause(Math.min(interval, left));
    try {
      if ((await headsNow(targets, context)) !== before) return undefined;
      const sync = await readSync(targets, published.live, context);
      const now = described(sync, assumedSynced);
      for (const [cluster, line] of now) if (shown.get(cluster) !== line) say(printable(`${cluster} ${sync.get(cluster)?.message ?? ""}`));
      if (shown.size > 0 && [...sync].every(([cluster, { kind }]) => kind === "synced" || assumedSynced.has(cluster))) return undefined;
      shown = now;
    } catch (error) {
      if (!(error instanceof GitFailure && mayBePassing(error.problem))) throw error;
    }
  }
  return undefined;
}

/** Why there is nothing to wait for; undefined if there is. */
function endOf(
  { wave, later, held, results, sync }: PublishedWave,
  targets: readonly Target[],
  assumed: ReadonlySet<string>,
): WaitEnd | undefined {
  const stuck = results.find((result) => !isFine(result) || result.outcome === "declined");
  if (stuck) {
    const [reason] = stuck.reasons;
    return {
      through: false,
      why: { message: `\`${stuck.cluster}\` does not get its overlay: ${reason?.message ?? stuck.outcome}`, ...help(reason) },
    };
  }
  if (!wave && later.length === 0)
    return [...sync].every(([cluster, { kind }]) => kind === "synced" || assumed.has(cluster)) ? { through: true } : undefined;
  const silent = targets
    .filter(({ overlay, synced }) => synced === undefined && wave?.overlays.has(overlay.cluster))
    .map(({ overlay }) => overlay.cluster);
  if (held.length > 0 || later.length === 0 || silent.length === 0) return undefined;
  const names = silent.map((name) => `\`${name}\``).join(", ");
  return {
    through: false,
    why: {
      message: `fedc does not wait for the next wave: ${names} ${silent.length === 1 ? "does" : "do"} not say how to report that a wave has synced`,
      help: "write `synced` into `gitops`; or see that it has synced, and publish again",
    },
  };
}

function help(reason: Remark | undefined): Pick<Remark, "help"> {
  return reason?.help === undefined ? {} : { help: reason.help };
}

/** What each cluster says that has not synced, without what changes by itself, such as times. */
function described(sync: SyncStates, assumed: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map(
    [...sync].flatMap(([cluster, { kind, message }]) =>
      kind === "synced" || assumed.has(cluster) ? [] : [[cluster, `${kind} ${message.replace(/\d+ (?:s|min)\b/g, "")}`]],
    ),
  );
}

function waitingFor({ wave, held, results, sync }: PublishedWave, assumed: ReadonlySet<string>): readonly string[] {
  if (held.length > 0) return held.map(({ message }) => printable(message));
  const proposed = results
    .filter(({ url }) => url !== undefined)
    .map(({ cluster, url }) => `waiting until ${url} is merged for ${cluster}`);
  const applying = wave
    ? []
    : [...described(sync, assumed).keys()].map((cluster) => `waiting for ${cluster}, which ${sync.get(cluster)?.message ?? ""}`);
  return [...proposed, ...applying].map(printable);
}

function timedOut(published: PublishedWave, assumed: ReadonlySet<string>): Remark {
  const [first = "the last wave is not applied yet"] = waitingFor(published, assumed);
  return { message: `the time of \`--timeout\` is over: ${first}`, help: "run it again: it goes on where it stopped" };
}

async function headsNow(targets: readonly Target[], context: PublishEnvironment): Promise<string> {
  const heads: string[] = [];
  for (const delivery of deliveriesOf(targets)) heads.push(await headsOf(delivery, context));
  return heads.join("\n");
}
