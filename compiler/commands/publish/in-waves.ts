import { planTrustFile } from "../../4-plan/plan.ts";
import { callText } from "../../5-verify/verification-error.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { renderFile } from "../../6-render/render.ts";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { PublishEnvironment } from "../../publish/context.ts";
import { type LiveStates, readLive } from "../../publish/delivery/read-live.ts";
import type { DeliveryResult } from "../../publish/delivery-results.ts";
import { publishWave } from "../../publish/publish.ts";
import { readSync, type SyncStates } from "../../publish/sync/read-sync.ts";
import type { Delivery, Target } from "../../publish/target.ts";
import { type ChosenWave, chooseWave, type WaveRequest } from "../../waves/choose-wave.ts";
import { type DesiredState, type LiveFiles, planWaves, planWithdrawals } from "../../waves/plan-waves.ts";
import type { Violation } from "../../waves/prove.ts";
import type { Wave } from "../../waves/wave.ts";
import { descriptionBy, reportForPullRequests } from "./pull-requests.ts";

/** A whole change. Waves are planned from the overlays of all clusters, even if only some are published. */
interface Change extends DesiredState {
  readonly targets: readonly Target[];
  /** The clusters to publish. */
  readonly clusters: ReadonlySet<string>;
  /** The clusters that count as synced, whatever they report. */
  readonly assumedSynced: ReadonlySet<string>;
  /** Whether reports matter also if no wave is left. */
  readonly awaitsReports: boolean;
  /** Whether nobody has looked at the clusters that do not report, such as in a run on schedule. */
  readonly unattended: boolean;
  /** Findings about roots whose change would make calls fail, judged by the live `trust.yaml` of each cluster. */
  readonly unsafeChanges: (trustTexts: Iterable<readonly [cluster: string, text: string]>) => readonly Finding[];
}

/** The results of one wave, and the waves that are left. */
export interface PublishedWave extends ChosenWave {
  readonly results: readonly DeliveryResult[];
  readonly live: LiveStates;
  readonly sync: SyncStates;
  /** Why the wave is not published yet: the clusters that are not known to have applied their live overlays. */
  readonly held: readonly HeldBy[];
}

/** A cluster that holds a wave back. */
interface HeldBy extends Remark {
  readonly cluster: string;
}

/**
 * Publishes the next wave of a change, or the one that is asked for. Gives findings if the roots of the file would make calls fail. Throws a
 * Failure if no order of deliveries is safe, or if the wave has to wait.
 */
export async function publishInWaves(
  change: Change,
  step: WaveRequest,
  outside: PublishEnvironment,
  report: (delivery: Delivery, results: readonly DeliveryResult[]) => void,
): Promise<PublishedWave | { readonly findings: readonly Finding[] }> {
  const { federation, targets, clusters, assumedSynced, unsafeChanges } = change;
  const live = await readLive(targets, outside);
  const files = filesThatDiffer(live);
  const desired = { ...change, overlays: Array.from(change.overlays, (overlay) => withKnownFiles(overlay, live)) };
  if (step.only !== "withdrawals") {
    const findings = unsafeChanges(trustTexts(change, files, live.keys()));
    if (findings.length > 0) return { findings };
  }
  const choice = chooseWave(wavesFor(desired, files, step), step);
  if ("refused" in choice) throw new Failure(choice.refused.message, choice.refused.help);
  // A withdrawal at once does not rely on anything. A wave that does not follow on another waits too: its clusters must have applied the last one.
  const reads = step.only !== "withdrawals" && (choice.wave !== undefined || change.awaitsReports);
  const sync: SyncStates = reads ? withSilent(await readSync(targets, live, outside), change, live, choice) : new Map();
  const held = choice.wave ? heldBy(sync, assumedSynced, choice.wave) : [];
  const chosen = targets.filter(({ overlay }) => clusters.has(overlay.cluster));
  const changes = reportForPullRequests(desired, files);
  const describe = descriptionBy({
    ...choice,
    federation: federation.name,
    report: changes,
    file: targets,
    requestWord: outside.requestWord,
  });
  const context = { ...outside, describe, asked: chosen, file: targets };
  const wave = { ...choice, held };
  return { ...wave, live, sync, results: await publishWave(chosen, live, wave, context, report) };
}

/** The live files of the clusters whose overlay is not in place; none where they cannot be read. */
function filesThatDiffer(live: LiveStates): LiveFiles {
  const differing = new Map<string, ReadonlyMap<string, string>>();
  for (const [cluster, state] of live) {
    if ("message" in state) differing.set(cluster, new Map());
    else if (!state.isInPlace) differing.set(cluster, state.files);
  }
  return differing;
}

/** An overlay that is not in place was rendered to be compared, and is not rendered again. */
function withKnownFiles(overlay: Overlay, live: LiveStates): Overlay {
  const state = live.get(overlay.cluster);
  return state && "desired" in state ? { ...overlay, files: state.desired } : overlay;
}

/** The live `trust.yaml` of these clusters, one after the other. Where the overlay is in place, it is the desired one. */
function* trustTexts({ plans }: Change, differing: LiveFiles, clusters: Iterable<string>): Generator<readonly [string, string]> {
  const desired = (cluster: string) => {
    const file = planTrustFile(plans.viewOf(cluster));
    return file && renderFile(file);
  };
  for (const cluster of clusters) {
    const live = differing.get(cluster);
    yield [cluster, (live ? live.get("generated/trust.yaml") : desired(cluster)) ?? ""];
  }
}

/**
 * Where nobody looks, a cluster that does not say how it reports holds back every wave that relies on an earlier one, if others of the federation
 * do say it. A federation in which no cluster does goes on as ever.
 */
function withSilent(sync: SyncStates, { targets, unattended }: Change, live: LiveStates, { wave }: ChosenWave): SyncStates {
  if (!unattended || (wave?.number ?? 1) === 1 || targets.every(({ synced }) => synced === undefined)) return sync;
  const silent = targets.filter(({ overlay, synced }) => {
    const state = live.get(overlay.cluster);
    return synced === undefined && !(state && "files" in state && state.files.size === 0);
  });
  const state = {
    kind: "unknown",
    message: "does not say how it reports that it has synced",
    help: "write `synced` into its `gitops`",
  } as const;
  return new Map([...sync, ...silent.map(({ overlay }) => [overlay.cluster, state] as const)]);
}

/** The clusters without which a wave must not go out. */
function heldBy(sync: SyncStates, assumedSynced: ReadonlySet<string>, { number }: Pick<Wave, "number">): readonly HeldBy[] {
  return [...sync].flatMap(([cluster, { kind, message, help }]) =>
    kind === "synced" || assumedSynced.has(cluster)
      ? []
      : [{ cluster, message: `wave ${number} waits for \`${cluster}\`, which ${message}`, help: help ?? syncHelp(cluster) }],
  );
}

function syncHelp(cluster: string): string {
  return `publish again later, or stay with \`--wait\`; if it is known to have synced, or is not needed, \`--assume-synced ${cluster}\` goes on without it`;
}

function wavesFor(desired: DesiredState, live: LiveFiles, { only }: WaveRequest): readonly Wave[] {
  try {
    const plan = only === "withdrawals" ? { waves: planWithdrawals(desired, live) } : planWaves(desired, live);
    if ("violation" in plan) throw violationFailure(plan.violation);
    return plan.waves;
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    throw new Failure(
      `the model of Istio does not know an object in a cluster's repository, or between the two versions: ${error.message}`,
      "restore there what fedc wrote, and publish again; if it is there as fedc wrote it, split the change in two",
    );
  }
}

function violationFailure({ kind, wave, call, applied }: Violation): Failure {
  const names = applied.map((name) => `\`${name}\``).join(", ");
  const when = `in wave ${wave.number}, once ${names} ${applied.length === 1 ? "has" : "have"} applied it`;
  return new Failure(
    kind === "outage"
      ? `every order of waves causes an outage of this call: ${callText(call)}, ${when}`
      : `every order of waves is an exposure: it allows this call for a while, which neither version does: ${callText(call)}, ${when}`,
    "split it into two changes, and publish the first before you write the second; `fedc trust plan` shows the steps for a root",
  );
}
