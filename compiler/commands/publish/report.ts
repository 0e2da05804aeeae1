import { grouped } from "../../2-resolve/grouped.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { counts } from "../../publish/delivery/delivery-record.ts";
import { type DeliveryOutcome, type DeliveryResult, isFine } from "../../publish/delivery-results.ts";
import type { Delivery } from "../../publish/target.ts";
import type { WaveRequest } from "../../waves/choose-wave.ts";
import type { Wave } from "../../waves/wave.ts";
import type { PublishedWave } from "./in-waves.ts";

/** The words of a dry run, in the order of a report. */
const plannedWords: Readonly<Record<DeliveryOutcome, string>> = {
  unchanged: "unchanged",
  committed: "to commit",
  "pr-created": "to propose",
  "pr-updated": "to update",
  "pr-closed": "to close",
  "skipped-edited": "to skip",
  declined: "declined",
  waiting: "waiting",
  failed: "cannot",
};
const outcomesInOrder = Object.keys(plannedWords) as readonly DeliveryOutcome[];

/** One line for a repository that is done. */
export function progressLine({ repository, branch }: Delivery, results: readonly DeliveryResult[], dryRun: boolean): string {
  const outcomes = byOutcome(results, dryRun).map(({ word, clusters }) => `${word} (${clusters.join(", ")})`);
  return `${printable(`${repository} ${branch}: ${outcomes.join(", ")}`)}\n`;
}

/** The clusters of each outcome, in the order of a report. */
function byOutcome(results: readonly DeliveryResult[], dryRun: boolean) {
  const groups = grouped(results, ({ outcome }) => outcome);
  return outcomesInOrder.flatMap((outcome) => {
    const group = groups.get(outcome);
    return group ? [{ word: wordFor(outcome, dryRun), clusters: group.map(({ cluster }) => cluster) }] : [];
  });
}

function wordFor(outcome: DeliveryOutcome, dryRun: boolean): string {
  return dryRun ? plannedWords[outcome] : outcome;
}

/** The result for each overlay, and how many have which. */
export function publishReport(
  results: readonly DeliveryResult[],
  byHand: readonly string[],
  waves: readonly string[],
  dryRun: boolean,
  style: Style,
): string {
  const words = results.map(({ outcome }) => wordFor(outcome, dryRun));
  const clusterWidth = Math.max(0, ...results.map(({ cluster }) => cluster.length));
  const wordWidth = Math.max(0, ...words.map(({ length }) => length));
  const rows = results.map((result, i) => {
    const word = words[i] ?? "";
    const shown = `${style(isFine(result) ? "good" : "error", word)}${" ".repeat(wordWidth - word.length)}`;
    return `${printable(result.cluster).padEnd(clusterWidth)}  ${shown}  ${printable(detail(result))}`.trimEnd();
  });
  const files = dryRun ? results.flatMap(fileLines) : [];
  const totals = byOutcome(results, dryRun).map(({ word, clusters }) => `${clusters.length} ${word}`);
  const names = byHand.map(printable).join(", ");
  const directory =
    byHand.length > 0 ? [wrapped(`${counted(byHand.length, "overlay")} left to you (\`delivery: directory\`): ${names}`, 0)] : [];
  const other = directory.length > 0 ? "; with `delivery: commit` or `pull-request` fedc brings them" : "";
  const sum = results.length === 0 ? `nothing to publish${other}` : `${counted(results.length, "overlay")}: ${totals.join(", ")}`;
  const blocks = [rows, files, waves, [...directory, sum]].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** The reasons of a failure stand in the error below. */
function detail(result: DeliveryResult): string {
  const { outcome, files, url, commit, repository } = result;
  const reasons = isFine(result) ? result.reasons : [];
  const changes = files.size > 0 && outcome !== "failed" ? [counts([...files.values()])] : [];
  const where = url ?? (commit === undefined ? repository : `${repository} ${commit.slice(0, 12)}`);
  return [...changes, where, ...reasons.slice(0, 1).map(({ message }) => message)].join(", ");
}

/** Every file, for a dry run. */
function fileLines({ cluster, path, files }: DeliveryResult): string[] {
  const signs = { added: "+", changed: "~", removed: "-" };
  return [...files].map(([file, change]) => printable(`${signs[change]} ${cluster}: ${path}/${file}`));
}

/** The waves of a change, for people; nothing if there is only one. */
export function waveLines(
  { wave, later, held }: PublishedWave,
  { only }: WaveRequest,
  dryRun: boolean,
  silent: ReadonlySet<string>,
): readonly string[] {
  const [next] = later;
  if (!next && held.length === 0 && (!wave || wave.number === 1)) return [];
  const lines = later.map((waiting) => `wave ${waiting.number}, ${waiting.title}: ${clustersOf(waiting)}, since ${waiting.why}`);
  if (wave)
    lines.unshift(`wave ${wave.number}, ${wave.title}: ${clustersOf(wave)}${held.length > 0 ? ` (not yet)` : dryRun ? "" : " (this one)"}`);
  lines.push(...held.map(({ message }) => message));
  if (wave && wave.number > 1 && only === undefined && silent.size > 0 && held.length === 0)
    lines.push("this wave relies on what is merged: see that every cluster has synced its branch and that its gateways run");
  const unseen = wave ? [...wave.overlays.keys()].filter((cluster) => silent.has(cluster)) : [];
  if (wave && next && held.length === 0)
    lines.push(
      unseen.length > 0
        ? `before wave ${next.number}: ${clustersOf(wave)} must have merged and synced, and new gateways must run; fedc sees merges, not clusters`
        : `before wave ${next.number}: ${clustersOf(wave)} must have merged it and reported that they have synced; fedc waits for that`,
    );
  if ((next && (wave || only)) || held.length > 0) lines.push("then: fedc publish");
  return lines.map(printable);
}

/** The waves of a change, for programs. */
export function wavesAsJson({ wave, later, held, sync }: PublishedWave): Readonly<Record<string, unknown>> {
  const asJson = ({ number, title, why, overlays }: Wave) => ({ number, title, why, clusters: [...overlays.keys()] });
  return { wave: wave ? asJson(wave) : null, later: later.map(asJson), held, ...(sync.size > 0 && { synced: Object.fromEntries(sync) }) };
}

function clustersOf({ overlays }: Wave): string {
  return [...overlays.keys()].join(", ");
}
