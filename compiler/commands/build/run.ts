import { join } from "node:path";
import type { Loaded } from "../../1-load/load.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import type { Reminder } from "../../4-plan/summary/reminders.ts";
import type { FederationSummary } from "../../4-plan/summary/summary.ts";
import { uninterrupted } from "../../7-write/uninterrupted.ts";
import { type WriteResult, writeOverlays } from "../../7-write/write-overlays.ts";
import { compile } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Finding } from "../../findings/finding.ts";
import { placeAsJson } from "../../findings/formats/json.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { textIfReadable } from "../../inputs/regular-file.ts";
import { unsafeRotations } from "../../rotation/plan-rotations.ts";
import { chosenOverlays } from "../chosen-overlays.ts";
import { folderRemarks } from "../folder-remarks.ts";
import type { BuildRequest } from "./command.ts";
import { buildReport } from "./report.ts";

/** More than a README that fedc writes. */
const maxReadmeBytes = 16 * 1024 * 1024;
/** More than the anchors of any number of partners take. */
const maxTrustBytes = 64 * 1024 * 1024;

/** Compiles a file and writes the overlays. Throws a Failure if the reason lies outside of the file. */
export function runBuild({ operands: [file], out, cluster: clusters, noVerify, maxBytes }: BuildRequest): Answer {
  const { source, options } = readFederation(file, maxBytes);
  const compiled = compile(source, { ...options, verify: !noVerify });
  if (!compiled.built || !compiled.federation) return { ok: false, ...compiled.findings.reported(), fields: { out } };

  const { loaded, overlays, summary } = compiled.built;
  const chosen = chosenOverlays(compiled.federation, overlays, clusters);
  const names = chosen.map(({ cluster }) => cluster);
  for (const unsafeChange of unsafeChanges(out, names, loaded, compiled.federation)) compiled.findings.add(unsafeChange);
  const reported = compiled.findings.reported();
  const readmes = new Map(names.map((name) => [name, textIfReadable(join(out, name, "generated", "README.md"), maxReadmeBytes)]));
  try {
    const result = uninterrupted(() => writeOverlays(chosen, out, { known: overlays.map(({ cluster }) => cluster) }));
    return {
      ok: true,
      ...reported,
      warnings: folderRemarks(result, out, ", and was left alone"),
      text: (style) => buildReport(summary, result, { folder: out, readmes }, style),
      fields: { out, ...documentOf(summary, result, readmes) },
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, ...reported, failure: error.report };
  }
}

/**
 * Changes of roots that would make calls fail, judged by what the overlays in the folder trust. They are warnings: these overlays may never have
 * been deployed. `fedc trust plan` and `fedc publish` refuse the same changes.
 */
function unsafeChanges(folder: string, clusters: readonly string[], loaded: Loaded, federation: Federation): readonly Finding[] {
  const trustOf = (cluster: string) => textIfReadable(join(folder, cluster, "generated", "trust.yaml"), maxTrustBytes);
  return unsafeRotations(new Map(clusters.map((cluster) => [cluster, trustOf(cluster)])), { loaded, federation }, { allowOutage: true });
}

function documentOf(summary: FederationSummary, { clusters }: WriteResult, readmes: ReadonlyMap<string, string>) {
  const results = new Map(clusters.map((result) => [result.cluster, result]));
  const withPlace = ({ at, ...reminder }: Reminder) => ({ ...reminder, ...placeAsJson(at) });
  return {
    federation: summary.federation,
    clusters: summary.clusters.map(({ name, managed, objects, exposes, consumes, needs, values }) => {
      const files = results.get(name)?.files;
      const newNeeds = needs.filter((need) => !readmes.get(name)?.includes(need));
      return { name, managed, objects, exposes, consumes, needs, newNeeds, values, ...(files && { files: Object.fromEntries(files) }) };
    }),
    inactive: summary.inactive.map(withPlace),
    pending: summary.pending.map(withPlace),
    crossSigning: summary.crossSigning,
  };
}
