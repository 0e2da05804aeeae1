import { join } from "node:path";
import type { Reminder } from "../../4-plan/summary/reminders.ts";
import type { FederationSummary } from "../../4-plan/summary/summary.ts";
import { uninterrupted } from "../../7-write/uninterrupted.ts";
import { type ClusterResult, type WriteResult, writeOverlays } from "../../7-write/write-overlays.ts";
import { compile } from "../../compile.ts";
import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { placeAsJson } from "../../findings/formats/json.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { growHeapBy } from "../../inputs/heap-growth.ts";
import { inventoryReader } from "../../inputs/inventory-folder.ts";
import { textIfReadable } from "../../inputs/regular-file.ts";
import { unsafeRotations } from "../../rotation/plan-rotations.ts";
import { chosenClusters } from "../chosen-clusters.ts";
import { folderRemarks } from "../folder-remarks.ts";
import type { BuildRequest } from "./command.ts";
import { buildReport } from "./report.ts";

/** More than a README that fedc writes. */
const maxReadmeBytes = 16 * 1024 * 1024;
/** More than the anchors of any number of partners take. */
const maxTrustBytes = 64 * 1024 * 1024;

/** Compiles a file and writes the overlays. Throws a Failure if the reason lies outside of the file. */
export function runBuild({ operands: [file], out, cluster: clusters, noVerify, inventory, maxBytes }: BuildRequest): Answer {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, planned } = compile(source, { ...options, verify: !noVerify, readInventory: inventoryReader(inventory) });
  if (!planned) return { ok: false, ...findings.reported(), fields: { out } };

  const { federation, plans, overlaysOf, summarize } = planned;
  const chosen = chosenClusters(federation, clusters);
  const textsBefore = (file: string, maxBytes: number) =>
    new Map(chosen.map((name) => [name, textIfReadable(join(out, name, "generated", file), maxBytes)] as const));
  const readmes = textsBefore("README.md", maxReadmeBytes);
  const trust = textsBefore("trust.yaml", maxTrustBytes);
  const addUnsafeChanges = () => {
    for (const unsafeChange of unsafeRotations(trust, planned, { allowOutage: true })) findings.add(unsafeChange);
  };
  // What the check and the proof needed is free now: larger steps take no more memory than they did.
  growHeapBy(70);
  try {
    const result = uninterrupted(() => writeOverlays(overlaysOf(chosen), out, { known: plans.clusters }));
    if (result.clusters.some(changesTrust)) addUnsafeChanges();
    const summary = summarize();
    return {
      ok: true,
      ...findings.reported(),
      warnings: folderRemarks(result, out, ", and was left alone"),
      text: (style) => buildReport(summary, result, { folder: out, readmes }, style),
      get fields() {
        return { out, ...documentOf(summary, result, readmes) };
      },
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    addUnsafeChanges();
    return { ok: false, ...findings.reported(), failure: error.report };
  }
}

/**
 * Whether the cluster trusted something else before. If none did, no change of roots would make calls fail, judged by what the overlays in the
 * folder trust. Such changes are warnings: these overlays may never have been deployed. `fedc trust plan` and `fedc publish` refuse them.
 */
function changesTrust({ files }: ClusterResult): boolean {
  const change = files.get("generated/trust.yaml");
  return change !== undefined && change !== "unchanged";
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
    awaits: summary.awaits.map(withPlace),
    pending: summary.pending.map(withPlace),
    crossSigning: summary.crossSigning,
  };
}
