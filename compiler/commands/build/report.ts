import type { Reminder } from "../../4-plan/summary/reminders.ts";
import type { ClusterSummary, FederationSummary } from "../../4-plan/summary/summary.ts";
import { blockYaml } from "../../6-render/quote.ts";
import type { FileChange } from "../../7-write/reconcile.ts";
import type { ClusterResult, WriteResult } from "../../7-write/write-overlays.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";

/** More lines than these say nothing to a reader; the overlays' README.md has them all. */
const mostClusters = 40;
const mostLines = 8;

/** Where it went, and what the overlays' README.md told before, by cluster: what a cluster needs is told when it is new. */
export interface Before {
  readonly folder: string;
  readonly reported: ReadonlyMap<string, string>;
}

/** What a build did, for people: each cluster, what is not in force, who vouches for whom, and where it all went. */
export function buildReport(summary: FederationSummary, written: WriteResult, before: Before, paint: Style): string {
  const { folder, reported: readmes } = before;
  const results = new Map(written.clusters.map((result) => [result.cluster, result]));
  const clusters = summary.clusters.filter(({ name, managed }) => results.has(name) || !managed);
  const reported = clusters.slice(0, mostClusters).map((cluster) => {
    const needs = cluster.needs.filter((need) => !readmes.get(cluster.name)?.includes(need));
    return clusterBlock({ ...cluster, needs }, results.get(cluster.name), paint);
  });
  if (clusters.length > mostClusters) reported.push(`and ${counted(clusters.length - mostClusters, "more cluster")}\n`);
  const notes = [
    ...reminders("inactive", summary.inactive, paint),
    ...reminders("pending", summary.pending, paint),
    ...limited(summary.crossSigning.map(printable)).map((line) => labelled("trust", "note", line, paint)),
  ];
  return [...reported, ...(notes.length > 0 ? [notes.join("")] : []), outcome(written.clusters, folder, paint)].join("\n");
}

function clusterBlock(cluster: ClusterSummary, result: ClusterResult | undefined, paint: Style): string {
  const changes = [...(result?.files.values() ?? [])];
  const present = changes.filter((change) => change !== "removed").length;
  const head = result
    ? `${counted(cluster.objects, "object")} in ${counted(present, "file")}, ${changeCounts(changes) || "unchanged"}`
    : "configures itself, so it gets no overlay";
  const lines = [
    ...rows("offers", cluster.exposes),
    ...rows("uses", cluster.consumes),
    ...rows("needs", cluster.needs),
    ...(cluster.needs.length > 0 ? chartLines(cluster) : []),
    ...(cluster.exposes.length + cluster.consumes.length === 0 ? ["  shares nothing\n"] : []),
  ];
  return `${paint("strong", printable(cluster.name))}: ${head}\n${lines.join("")}`;
}

/** To paste: all settings together, since a chart takes them so. */
function chartLines({ values }: ClusterSummary): readonly string[] {
  const lines = blockYaml(values).trimEnd().split("\n");
  return ["          as values of Istio's chart `istiod`:\n", ...lines.map((line) => `            ${printable(line)}\n`)];
}

/** `2 added, 1 changed`; empty where nothing changed. */
function changeCounts(changes: readonly FileChange[]): string {
  const kinds: readonly FileChange[] = ["added", "changed", "removed"];
  return kinds
    .map((kind) => ({ kind, count: changes.filter((change) => change === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(", ");
}

function rows(label: string, lines: readonly string[]): string[] {
  return limited(lines.map(printable)).map((line, i) => `  ${(i === 0 ? label : "").padEnd(8)}${wrapped(line, 10)}\n`);
}

function reminders(label: "inactive" | "pending", all: readonly Reminder[], paint: Style): string[] {
  const lines = all.map(({ what, reason, at }) => {
    const place = `${at.source.name}:${at.source.position(at.start).line}`;
    return printable(`${what}${reason === "" ? "" : `: ${reason}`} (${place})`);
  });
  return limited(lines).map((line) => labelled(label, "warning", line, paint));
}

function labelled(label: string, style: "warning" | "note", line: string, paint: Style): string {
  return `${paint(style, label.padEnd(10))}${wrapped(line, 10)}\n`;
}

function limited(lines: readonly string[]): readonly string[] {
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), `and ${lines.length - mostLines + 1} more`];
}

/** Where it went, and what is next. */
function outcome(results: readonly ClusterResult[], folder: string, paint: Style): string {
  const [first] = results;
  const place = printable(folder.replace(/\/+$/, "") || "/");
  if (!first) return `every cluster configures itself, so nothing was written to ${place}\n`;
  const counts = changeCounts(results.flatMap(({ files }) => [...files.values()]));
  if (counts === "") return `${paint("good", "nothing changed")}: ${place} is up to date (${counted(results.length, "overlay")})\n`;
  return `${paint("good", `${place}: ${counted(results.length, "overlay")}`)}, ${counts}
next: read \`kubectl kustomize ${place}/${first.cluster}\`,
      then bring each folder to its cluster's repository
`;
}
