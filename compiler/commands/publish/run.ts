import type { Federation } from "../../2-resolve/federation.ts";
import type { Overlay } from "../../6-render/overlay.ts";
import { compile } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { defaultFile, readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted } from "../../findings/formats/words.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";
import { type DeliveryResult, isFine } from "../../publish/delivery-results.ts";
import { sourceRevision } from "../../publish/git/source-revision.ts";
import type { Target } from "../../publish/target.ts";
import { withContext } from "./context.ts";
import { departedFromFolder, departedSince, refuseDeparted } from "./departed.ts";
import { publishInWaves } from "./in-waves.ts";
import { progressLine, publishReport } from "./report.ts";
import type { PublishRequest } from "./request.ts";
import { unsafeChangesBy } from "./unsafe-changes.ts";
import { waveLines, wavesAsJson } from "./waves-report.ts";

/** Compiles a file and brings the overlays to their repositories. Throws a Failure for what is not the file's fault. */
export async function runPublish(request: PublishRequest): Promise<Answer> {
  const { file = defaultFile, maxBytes, dryRun } = request;
  const input = readFederation(file, maxBytes);
  const compiled = compile(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes });
  const findings = compiled.findings.sorted();
  if (!compiled.built || !compiled.federation) return { ok: false, findings, fields: { dryRun } };

  const { loaded, plan, overlays } = compiled.built;
  const out = request.out ?? "out";
  refuseDeparted(departedFromFolder(out, overlays), `the overlay in \`${out}\``);
  if (request.base !== undefined) {
    if (file === "-") throw new Failure("standard input has no revision to compare with", "name a file, or leave `--base` out");
    refuseDeparted(await departedSince(file, request.base, overlays, maxBytes, clock()), `the overlay at \`${request.base}\``);
  }
  const desired = new Set(chosen(compiled.federation, overlays, request.clusters).map(({ cluster }) => cluster));
  const resolved = compiled.federation;
  const { targets, apart } = targetsOf(resolved, overlays);
  const federation = resolved.name;
  const source = file === "-" ? undefined : await sourceRevision(file, input.source.text, process.env);
  const warnings: Remark[] = [];
  const done = await withContext(
    request,
    federation,
    source,
    (remark) => warnings.push(remark),
    (context) =>
      publishInWaves(
        {
          federation: resolved,
          plan,
          overlays,
          targets,
          desired: desired,
          unsafeChanges: (live) => unsafeChangesBy(loaded, resolved, live),
        },
        request.desired,
        context,
        (delivery, done) => process.stderr.write(progressLine(delivery, done, dryRun)),
      ),
  );
  if (!("results" in done)) return { ok: false, findings: done.findings, warnings, fields: { dryRun } };
  const { results } = done;
  const left = apart.filter((cluster) => desired.has(cluster));
  const wrong = results.filter((result) => !isFine(result));
  return {
    ok: wrong.length === 0,
    findings,
    warnings: [
      ...warnings,
      ...results.flatMap(({ cluster, warnings }) => warnings.map((one) => ({ ...one, message: `${cluster}: ${one.message}` }))),
    ],
    text: (paint) => publishReport(results, left, waveLines(done, request.desired, dryRun), dryRun, paint),
    fields: { dryRun, federation, overlays: results.map(asJson), directory: left, ...wavesAsJson(done) },
    ...(wrong.length > 0 && { failure: failureOf(wrong, results.length, dryRun) }),
  };
}

function failureOf(wrong: readonly DeliveryResult[], all: number, dryRun: boolean): NonNullable<Answer["failure"]> {
  const what = dryRun ? "would not get" : "did not get";
  const reasons = wrong.flatMap(({ cluster, reasons }) =>
    reasons.map(({ message, help }) => ({ message: `${cluster}: ${message}`, ...(help !== undefined && { help }) })),
  );
  return {
    message: `${wrong.length} of ${counted(all, "overlay")} ${what} to their repository`,
    help: "put that right, then publish again",
    reasons,
  };
}

/** The overlays that were asked for, each once. */
function chosen(federation: Federation, overlays: readonly Overlay[], names: readonly string[]): readonly Overlay[] {
  for (const name of names) {
    const cluster = federation.clusters.get(name);
    if (!cluster)
      throw new Failure(`there is no cluster \`${name}\` in the federation`, didYouMeanOneOf(name, [...federation.clusters.keys()]));
    if (!cluster.managed)
      throw new Failure(`\`${name}\` configures itself, so there is no overlay of it`, "it is `managed: false` in the file");
  }
  return names.length === 0 ? overlays : overlays.filter(({ cluster }) => names.includes(cluster));
}

/** Where each goes, and the clusters whose overlays somebody else brings there. */
function targetsOf(federation: Federation, overlays: readonly Overlay[]): { targets: readonly Target[]; apart: readonly string[] } {
  const targets: Target[] = [];
  const apart: string[] = [];
  for (const overlay of overlays) {
    const gitops = federation.clusters.get(overlay.cluster)?.written.gitops;
    if (!gitops || gitops.delivery === "directory") {
      apart.push(overlay.cluster);
      continue;
    }
    const { repository, branch = "main", path, delivery, reviewers = [], labels = [] } = gitops;
    targets.push({ repository, branch, path, delivery, reviewers, labels, overlay });
  }
  return { targets, apart };
}

function asJson({ files, ...result }: DeliveryResult): Readonly<Record<string, unknown>> {
  return { ...result, files: Object.fromEntries(files) };
}
