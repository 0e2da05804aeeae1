import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { callText } from "../../5-verify/verification-error.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { PublishEnvironment } from "../../publish/context.ts";
import { readLive } from "../../publish/delivery/read-live.ts";
import type { DeliveryResult } from "../../publish/delivery-results.ts";
import { publishWave } from "../../publish/publish-wave.ts";
import type { Delivery, Target } from "../../publish/target.ts";
import { chooseWave, type WaveRequest } from "../../waves/choose-wave.ts";
import { type DesiredState, type LiveFiles, planWaves, planWithdrawals } from "../../waves/plan-waves.ts";
import type { Violation } from "../../waves/prove.ts";
import type { Wave } from "../../waves/wave.ts";
import { accessForPullRequests } from "./pull-request-access.ts";
import { descriptionBy } from "./pull-request-description.ts";

/** What is to be published, all of it: a wave is told by what every cluster has. */
export interface Publishing {
  readonly federation: Federation;
  readonly plan: Plan;
  readonly overlays: readonly Overlay[];
  readonly targets: readonly Target[];
  /** Clusters that were asked for. */
  readonly desired: ReadonlySet<string>;
  /** What the roots of the file would cut off, by what stands. */
  readonly unsafeChanges: (live: LiveFiles) => readonly Finding[];
}

/** What became of a change, and which wave of it that was. */
export interface Done {
  readonly results: readonly DeliveryResult[];
  readonly wave: Wave | undefined;
  readonly later: readonly Wave[];
}

/**
 * Publishes the wave of a change that is next, or asked for. Gives findings where the roots of the file would cut calls off. Throws a
 * Failure where no order of deliveries is safe, or the wave that is asked for has to wait.
 */
export async function publishInWaves(
  { federation, plan, overlays, targets, desired, unsafeChanges }: Publishing,
  asked: WaveRequest,
  outside: PublishEnvironment,
  tell: (delivery: Delivery, results: readonly DeliveryResult[]) => void,
): Promise<Done | { readonly findings: readonly Finding[] }> {
  const live = await readLive(targets, outside);
  const files: LiveFiles = new Map([...live].map(([cluster, stands]) => [cluster, "files" in stands ? stands.files : new Map()]));
  if (asked.only !== "withdrawals") {
    const findings = unsafeChanges(files);
    if (findings.length > 0) return { findings };
  }
  const choice = chooseWave(wavesFor({ federation, plan, overlays }, files, asked), asked);
  if ("refused" in choice) throw new Failure(choice.refused.message, choice.refused.help);
  const { wave, later } = choice;
  const own = targets.filter(({ overlay }) => desired.has(overlay.cluster));
  const access = accessForPullRequests(federation, plan, overlays, files);
  const describe = descriptionBy({ federation: federation.name, access, wave, later, file: targets });
  const context = { ...outside, describe, asked: own, file: targets };
  const results = await publishWave(own, live, wave, later, context, tell);
  return { results: results, wave, later };
}

function wavesFor(desired: DesiredState, live: LiveFiles, { only }: WaveRequest): readonly Wave[] {
  try {
    const plan = only === "withdrawals" ? { waves: planWithdrawals(desired, live) } : planWaves(desired, live);
    if ("violation" in plan) throw violationFailure(plan.violation);
    return plan.waves;
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    throw new Failure(
      `the model of Istio does not know a live object in a cluster's repository: ${error.message}`,
      "restore there what fedc wrote, and publish again",
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
