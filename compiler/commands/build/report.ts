import type { Reminder } from "../../4-plan/summary/reminders.ts";
import type { ClusterSummary, FederationSummary } from "../../4-plan/summary/summary.ts";
import { blockYaml } from "../../6-render/quote.ts";
import type { ClusterResult, WriteResult } from "../../7-write/write-overlays.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { changeCounts, placeText } from "../report-lines.ts";

/** A reader gains nothing from more lines than these; the overlays' README.md has them all. */
const maxClusters = 40;
const maxLines = 8;

/** The output folder, and the README.md of each cluster before this build: the report tells only needs that are new. */
interface Before {
  readonly folder: string;
  readonly readmes: ReadonlyMap<string, string>;
}

/** Reports a build: each cluster, what is not in force, who can vouch for whom, and where the overlays are. */
export function buildReport(summary: FederationSummary, written: WriteResult, before: Before, style: Style): string {
  const { folder, readmes } = before;
  const results = new Map(written.clusters.map((result) => [result.cluster, result]));
  const clusters = summary.clusters.filter(({ name, managed }) => results.has(name) || !managed);
  const blocks = clusters.slice(0, maxClusters).map((cluster) => {
    const needs = cluster.needs.filter((need) => !readmes.get(cluster.name)?.includes(need));
    return clusterBlock({ ...cluster, needs }, results.get(cluster.name), style);
  });
  if (clusters.length > maxClusters) blocks.push(`and ${counted(clusters.length - maxClusters, "more cluster")}\n`);
  const notes = [
    ...reminderLines("inactive", summary.inactive, style),
    ...reminderLines("awaits", summary.awaits, style),
    ...reminderLines("pending", summary.pending, style),
    ...limited(summary.crossSigning.map(printable)).map((line) => labelled("trust", "note", line, style)),
  ];
  return [...blocks, ...(notes.length > 0 ? [notes.join("")] : []), outcome(written.clusters, folder, style)].join("\n");
}

function clusterBlock(cluster: ClusterSummary, result: ClusterResult | undefined, style: Style): string {
  const changes = [...(result?.files.values() ?? [])];
  const present = changes.filter((change) => change !== "removed").length;
  const head = result
    ? `${counted(cluster.objects, "object")} in ${counted(present, "file")}, ${changeCounts(changes) || "unchanged"}`
    : "configures itself, so it gets no overlay";
  const lines = [
    ...rows("exposes", cluster.exposes),
    ...rows("uses", cluster.consumes),
    ...rows("needs", cluster.needs),
    ...chartLines(cluster),
    ...(cluster.exposes.length + cluster.consumes.length === 0 ? ["  shares nothing\n"] : []),
  ];
  return `${style("strong", printable(cluster.name))}: ${head}\n${lines.join("")}`;
}

/** All settings together, to paste into the chart's values. */
function chartLines({ needs, values }: ClusterSummary): readonly string[] {
  if (needs.length === 0) return [];
  const lines = blockYaml(values).trimEnd().split("\n");
  return ["          as values of Istio's chart `istiod`:\n", ...lines.map((line) => `            ${printable(line)}\n`)];
}

function rows(label: string, lines: readonly string[]): string[] {
  return limited(lines.map(printable)).map((line, i) => `  ${(i === 0 ? label : "").padEnd(8)}${wrapped(line, 10)}\n`);
}

function reminderLines(label: "inactive" | "awaits" | "pending", reminders: readonly Reminder[], style: Style): string[] {
  const lines = reminders.map(({ what, reason, at }) => printable(`${what}${reason === "" ? "" : `: ${reason}`} (${placeText(at)})`));
  return limited(lines).map((line) => labelled(label, "warning", line, style));
}

function labelled(label: string, emphasis: "warning" | "note", line: string, style: Style): string {
  return `${style(emphasis, label.padEnd(10))}${wrapped(line, 10)}\n`;
}

function limited(lines: readonly string[]): readonly string[] {
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), `and ${lines.length - maxLines + 1} more`];
}

/** Where the overlays are, and what to do next. */
function outcome(results: readonly ClusterResult[], folder: string, style: Style): string {
  const [first] = results;
  const place = printable(folder.replace(/\/+$/, "") || "/");
  if (!first) return `every cluster configures itself, so nothing was written to ${place}\n`;
  const counts = changeCounts(results.flatMap(({ files }) => [...files.values()]));
  if (counts === "") return `${style("good", "nothing changed")}: ${place} is up to date (${counted(results.length, "overlay")})\n`;
  return `${style("good", `${place}: ${counted(results.length, "overlay")}`)}, ${counts}
next: read \`kubectl kustomize ${place}/${first.cluster}\`,
      then bring each folder to its cluster's repository
`;
}
