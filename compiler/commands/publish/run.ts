import { millisecondsOf } from "../../2-resolve/duration.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { writtenForge } from "../../2-resolve/forge-of-repository.ts";
import { statusPatterns } from "../../2-resolve/status-pattern.ts";
import { uniqueBy } from "../../3-check/repeats.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { compile } from "../../compile.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted, quotedForShell } from "../../findings/formats/words.ts";
import { clearProgress } from "../../findings/progress.ts";
import { mustExist } from "../../findings/suggest.ts";
import { defaultFile, readFederation } from "../../inputs/federation-input.ts";
import { type DeliveryResult, isFine } from "../../publish/delivery-results.ts";
import { sourceRevision } from "../../publish/git/source-revision.ts";
import type { Delivery, Target } from "../../publish/target.ts";
import { unsafeRotations } from "../../rotation/plan-rotations.ts";
import type { WaveRequest } from "../../waves/choose-wave.ts";
import { chosenClusters } from "../chosen-clusters.ts";
import type { PublishRequest } from "./command.ts";
import { withContext } from "./context.ts";
import { departedFromFolder, departedSince, refuseDeparted } from "./departed.ts";
import { publishInWaves } from "./in-waves.ts";
import { progressLine, publishReport, waveLines, wavesAsJson } from "./report.ts";
import { waitAfter } from "./wait.ts";

/** Compiles a file and brings the overlays to their repositories. Throws a Failure if the reason lies outside of the file. */
export async function runPublish(request: PublishRequest, { unattended = false } = {}): Promise<Answer> {
  const {
    operands: [file = defaultFile],
    out,
    base,
    dryRun,
    maxBytes,
  } = request;
  const step = stepOf(request);
  const { source, options } = readFederation(file, maxBytes);
  const { findings, planned } = compile(source, options);
  if (!planned) return { ok: false, ...findings.reported(), fields: { dryRun } };

  const { federation, plans, loaded } = planned;
  const overlays = [...planned.overlaysOf(plans.clusters)];
  const present = { federation: federation.name, clusters: plans.clusters };
  refuseDeparted(departedFromFolder(out, present), `the overlay in \`${out}\``);
  if (base !== undefined) {
    if (file === "-") throw new Failure("standard input has no revision to compare with", "name a file, or leave `--base` out");
    refuseDeparted(await departedSince(file, base, present, options), `the overlay at \`${base}\``);
  }
  const clusters = new Set(chosenClusters(federation, request.cluster));
  const { targets, byHand } = targetsOf(federation, overlays);
  const revision = file === "-" ? undefined : await sourceRevision(file, source.text, process.env);
  const warnings: Remark[] = [];
  const assumedSynced = knownClusters(request.assumeSynced, federation);
  const change = {
    ...{ federation, plans, overlays, targets, clusters, assumedSynced, unattended, awaitsReports: request.wait },
    unsafeChanges: (trustTexts: Iterable<readonly [cluster: string, text: string]>) =>
      unsafeRotations(trustTexts, { loaded, federation }, { allowOutage: false }),
  };
  const limits = waitLimits(request);
  const until = Date.now() + (limits?.timeout ?? 0);
  const say = (line: string) => writeLine(`${line}\n`);
  const round = () =>
    withContext(
      { ...contextOptions(request), federation: federation.name, source: revision, warn: (remark) => warnings.push(remark) },
      async (context) => {
        const report = (delivery: Delivery, results: readonly DeliveryResult[]) => writeLine(progressLine(delivery, results, dryRun));
        const result = await publishInWaves(change, step, context, report);
        if (!limits || !("results" in result)) return { result };
        return { result, end: await waitAfter(result, context, { targets, assumedSynced, say }, { until, interval: limits.interval }) };
      },
    );
  let { result, end } = await round();
  while (limits && !end && "results" in result) ({ result, end } = await round());
  if (!("results" in result)) return { ok: false, findings: result.findings, warnings, fields: { dryRun } };
  const { results } = result;
  const directory = byHand.filter((cluster) => clusters.has(cluster));
  const silent = new Set(targets.flatMap(({ overlay, synced }) => (synced === undefined ? [overlay.cluster] : [])));
  const failed = results.filter((delivered) => !isFine(delivered));
  return {
    ok: failed.length === 0,
    unfinished: end?.through === false,
    ...findings.reported(),
    warnings: [
      ...uniqueBy(warnings, ({ message }) => message),
      ...(end?.through === false ? [end.why] : []),
      ...results.flatMap(({ cluster, warnings }) => warnings.map((remark) => ({ ...remark, message: `${cluster}: ${remark.message}` }))),
    ],
    text: (style) =>
      publishReport(results, directory, waveLines(result, step, dryRun, { silent, again: againCommand(request) }), dryRun, style),
    fields: {
      dryRun,
      federation: federation.name,
      overlays: results.map(asJson),
      directory,
      ...wavesAsJson(result),
      ...(end && { through: end.through }),
    },
    ...(failed.length > 0 && { failure: failureOf(failed, results.length, dryRun) }),
  };
}

/** A line about a repository stays, in place of the progress. */
function writeLine(line: string): void {
  clearProgress();
  process.stderr.write(line);
}

/** Which wave is to be published. Throws a Failure if options contradict each other. */
function stepOf({ wave, onlyAdditions, onlyWithdrawals }: PublishRequest): WaveRequest {
  if (onlyAdditions && onlyWithdrawals)
    throw new Failure("`--only-additions` and `--only-withdrawals` leave nothing to publish", "give one of them");
  const only = onlyAdditions ? "additions" : onlyWithdrawals ? "withdrawals" : undefined;
  if (wave !== undefined && only) throw new Failure(`\`--wave\` and \`--only-${only}\` both say what to publish`, "give one of them");
  return { number: wave, only };
}

/** The clusters of `--assume-synced`. Throws a Failure if the file does not have one. */
function knownClusters(names: readonly string[], { clusters }: Federation): ReadonlySet<string> {
  mustExist("cluster", names, [...clusters.keys()]);
  return new Set(names);
}

/** How long to wait; undefined without `--wait`. Throws a Failure if other options leave nothing to wait for. */
function waitLimits({ wait, timeout, interval, dryRun, wave, onlyAdditions, onlyWithdrawals, cluster, toDirectory }: PublishRequest) {
  if (!wait) return undefined;
  const others = {
    "--dry-run": dryRun,
    "--wave": wave !== undefined,
    "--only-additions": onlyAdditions,
    "--only-withdrawals": onlyWithdrawals,
    "--cluster": cluster.length > 0,
    "--to-directory": toDirectory !== undefined,
  };
  const [other] = Object.entries(others).flatMap(([name, given]) => (given ? [name] : []));
  if (other) throw new Failure(`\`--wait\` carries the whole change through, and \`${other}\` leaves some of it out`, "give one of them");
  return { timeout, interval };
}

function contextOptions(request: PublishRequest) {
  const { adopt, overwriteEdits, allowRollback, dryRun, stopOnError, cache, toDirectory, author, sign } = request;
  if (dryRun && toDirectory !== undefined)
    throw new Failure("`--to-directory` writes only to its folder, and `--dry-run` writes nothing", "give one of them");
  return { permissions: { adopt, overwriteEdits, allowRollback }, dryRun, stopOnError, cache, toDirectory, author, sign };
}

/** A trial must not go on at the real repositories. */
function againCommand({ operands: [file], toDirectory }: PublishRequest): string {
  const named = file === undefined || file === "-" ? [] : [quotedForShell(file)];
  return ["fedc publish", ...named, ...(toDirectory === undefined ? [] : ["--to-directory", quotedForShell(toDirectory)])].join(" ");
}

function failureOf(failed: readonly DeliveryResult[], total: number, dryRun: boolean): NonNullable<Answer["failure"]> {
  const reasons = failed.flatMap(({ cluster, reasons }) =>
    reasons.map((reason) => ({ ...reason, message: `${cluster}: ${reason.message}` })),
  );
  return {
    message: `${failed.length} of ${counted(total, "overlay")} ${dryRun ? "would not get" : "did not get"} to their repository`,
    help: "correct that, then publish again",
    reasons,
  };
}

/** Where fedc brings each overlay, and the clusters whose overlays somebody else brings there. */
function targetsOf(
  { clusters }: Federation,
  overlays: readonly Overlay[],
): { readonly targets: readonly Target[]; readonly byHand: readonly string[] } {
  const targets: Target[] = [];
  const byHand: string[] = [];
  for (const overlay of overlays) {
    const gitops = clusters.get(overlay.cluster)?.written.gitops;
    if (!gitops || gitops.delivery === "directory") {
      byHand.push(overlay.cluster);
      continue;
    }
    const { repository, branch = "main", path, delivery, reviewers = [], labels = [], synced } = gitops;
    const watched = synced && { statuses: statusPatterns(synced.status), hold: millisecondsOf(synced.hold ?? "2m") };
    targets.push({ repository, branch, path, delivery, forge: writtenForge(gitops), reviewers, labels, synced: watched, overlay });
  }
  return { targets, byHand };
}

function asJson({ files, ...result }: DeliveryResult) {
  return { ...result, files: Object.fromEntries(files) };
}
