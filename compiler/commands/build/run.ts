import { join } from "node:path";
import type { FederationSummary } from "../../4-plan/summary/summary.ts";
import { type WriteResult, writeOverlays } from "../../7-write/write-overlays.ts";
import { type Compiled, compile } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { readFederation } from "../../environment/federation-input.ts";
import { readRegularFile } from "../../environment/regular-file.ts";
import { rootReader } from "../../environment/root-reader.ts";
import { uninterrupted } from "../../environment/uninterrupted.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { placeAsJson } from "../../findings/formats/json.ts";
import { didYouMeanOneOf } from "../../findings/suggest.ts";
import { buildReport } from "./report.ts";
import { unsafeChangesOf } from "./unsafe-changes.ts";

/** More than a README that fedc writes. */
const mostReadme = 16 * 1024 * 1024;

/** What `fedc build` was asked for. */
export interface BuildRequest {
  readonly file: string | undefined;
  readonly folder: string;
  /** Of these clusters only; of all where it is empty. */
  readonly clusters: readonly string[];
  readonly maxBytes: number;
  /** Whether calls are tried on what was made. */
  readonly verify: boolean;
}

/** Compiles a file and writes the overlays. Throws a Failure for what is not the file's fault. */
export function runBuild({ file, folder, clusters, maxBytes, verify }: BuildRequest): Answer {
  const input = readFederation(file, maxBytes);
  const compiled = compile(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes, verify });
  if (!compiled.built || !compiled.federation) return { ok: false, findings: compiled.findings.sorted(), fields: { out: folder } };

  const { loaded, overlays, summary } = compiled.built;
  const wanted = chosen(compiled.built, clusters);
  const names = wanted.map(({ cluster }) => cluster);
  for (const unsafeChange of unsafeChangesOf(folder, names, loaded, compiled.federation)) compiled.findings.add(unsafeChange);
  const findings = compiled.findings.sorted();
  const reported = new Map(wanted.map(({ cluster }) => [cluster, readmeBefore(folder, cluster)]));
  try {
    const result = uninterrupted(() => writeOverlays(wanted, folder, { known: overlays.map(({ cluster }) => cluster) }));
    return {
      ok: true,
      findings,
      warnings: warningsOf(result, folder),
      text: (paint) => buildReport(summary, result, { folder, reported: reported }, paint),
      fields: { out: folder, ...documentOf(summary, result, reported) },
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, findings, failure: error.report };
  }
}

type Built = NonNullable<Compiled["built"]>;

/** The overlays that were asked for, each once. */
function chosen({ overlays, summary }: Built, names: readonly string[]): Built["overlays"] {
  if (names.length === 0) return overlays;
  for (const name of names) {
    const cluster = summary.clusters.find((candidate) => candidate.name === name);
    if (!cluster) {
      const managed = summary.clusters.filter((candidate) => candidate.managed).map((candidate) => candidate.name);
      throw new Failure(`there is no cluster \`${name}\` in the federation`, didYouMeanOneOf(name, managed));
    }
    if (!cluster.managed)
      throw new Failure(`\`${name}\` configures itself, so there is no overlay of it`, "it is `managed: false` in the file");
  }
  return overlays.filter(({ cluster }) => names.includes(cluster));
}

function warningsOf({ clusters, orphans }: WriteResult, folder: string): readonly Remark[] {
  return [
    ...clusters.flatMap(({ warnings }) => warnings.map(({ message, help }) => ({ message, help }))),
    ...orphans.map((name) => ({
      message: `\`${folder}/${name}\` is the overlay of a cluster that the federation no longer has, and was left alone`,
      help: "remove the folder once nothing in that cluster needs it",
    })),
  ];
}

/** What the last build told of a cluster: nothing where there was none. */
function readmeBefore(folder: string, cluster: string): string {
  try {
    return readRegularFile(join(folder, cluster, "generated", "README.md"), mostReadme).toString("utf8");
  } catch {
    return "";
  }
}

function documentOf(
  summary: FederationSummary,
  { clusters }: WriteResult,
  reported: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  const files = new Map(clusters.map((result) => [result.cluster, Object.fromEntries(result.files)]));
  return {
    federation: summary.federation,
    clusters: summary.clusters.map(({ name, managed, objects, exposes, consumes, needs, values }) => ({
      name,
      managed,
      objects,
      exposes,
      consumes,
      needs,
      newNeeds: needs.filter((need) => !reported.get(name)?.includes(need)),
      values,
      ...(files.has(name) && { files: files.get(name) }),
    })),
    inactive: summary.inactive.map(({ at, ...reminder }) => ({ ...reminder, ...placeAsJson(at) })),
    pending: summary.pending.map(({ at, ...reminder }) => ({ ...reminder, ...placeAsJson(at) })),
    crossSigning: summary.crossSigning,
  };
}
