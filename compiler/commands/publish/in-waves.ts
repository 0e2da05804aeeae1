import type { Federation } from "../../2-resolve/federation.ts";
import type { Plan } from "../../4-plan/plan.ts";
import { callText } from "../../5-verify/disproved.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { Unmodelled } from "../../istio/objects/unmodelled.ts";
import type { Outside } from "../../publish/context.ts";
import { readStanding } from "../../publish/delivery/read-standing.ts";
import type { Receipt } from "../../publish/outcome.ts";
import { publishWave } from "../../publish/publish-wave.ts";
import type { Parcel, Target } from "../../publish/target.ts";
import { chooseWave, type Wanted } from "../../waves/choose-wave.ts";
import { planWaves, planWithdrawals, type StandingFiles } from "../../waves/plan-waves.ts";
import type { Mishap } from "../../waves/prove.ts";
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
  readonly wanted: ReadonlySet<string>;
  /** What the roots of the file would cut off, by what stands. */
  readonly jumps: (standing: StandingFiles) => readonly Finding[];
}

/** What became of a change, and which wave of it that was. */
export interface Done {
  readonly receipts: readonly Receipt[];
  readonly wave: Wave | undefined;
  readonly later: readonly Wave[];
}

/**
 * Publishes the wave of a change that is next, or asked for. Gives findings where the roots of the file would cut calls off. Throws a
 * Failure where no order of deliveries is safe, or the wave that is asked for has to wait.
 */
export async function publishInWaves(
  { federation, plan, overlays, targets, wanted, jumps }: Publishing,
  asked: Wanted,
  outside: Outside,
  tell: (parcel: Parcel, receipts: readonly Receipt[]) => void,
): Promise<Done | { readonly findings: readonly Finding[] }> {
  const standing = await readStanding(targets, outside);
  const files: StandingFiles = new Map([...standing].map(([cluster, stands]) => [cluster, "files" in stands ? stands.files : new Map()]));
  if (asked.only !== "withdrawals") {
    const findings = jumps(files);
    if (findings.length > 0) return { findings };
  }
  const choice = chooseWave(wavesFor(federation, overlays, files, asked), asked);
  if ("refused" in choice) throw new Failure(choice.refused.message, choice.refused.help);
  const { wave, later } = choice;
  const own = targets.filter(({ overlay }) => wanted.has(overlay.cluster));
  const access = accessForPullRequests(federation, plan, overlays, files);
  const describe = descriptionBy({ federation: federation.name, access, wave, later, file: targets });
  const context = { ...outside, describe, asked: own, file: targets };
  const receipts = await publishWave(own, standing, wave, later, context, tell);
  return { receipts, wave, later };
}

function wavesFor(federation: Federation, overlays: readonly Overlay[], standing: StandingFiles, { only }: Wanted): readonly Wave[] {
  try {
    const plan =
      only === "withdrawals" ? { waves: planWithdrawals(federation, overlays, standing) } : planWaves(federation, overlays, standing);
    if ("mishap" in plan) throw mishapFailure(plan.mishap);
    return plan.waves;
  } catch (error) {
    if (!(error instanceof Unmodelled)) throw error;
    throw new Failure(
      `what stands in a cluster's repository cannot be followed: ${error.message}`,
      "put back there what fedc wrote, and publish again",
    );
  }
}

function mishapFailure({ kind, wave, call, delivered }: Mishap): Failure {
  const names = delivered.map((name) => `\`${name}\``).join(", ");
  const when = `in wave ${wave.number}, once ${names} ${delivered.length === 1 ? "has" : "have"} it`;
  return new Failure(
    kind === "cut off"
      ? `no order of deliveries keeps this call going: ${callText(call)}, ${when}`
      : `every order of deliveries lets this call in for a while, which neither version does: ${callText(call)}, ${when}`,
    "make two changes of it, and publish the first before you write the second; `fedc trust plan` tells those of a root",
  );
}
