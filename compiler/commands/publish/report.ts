import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { counts } from "../../publish/delivery/delivery-record.ts";
import { type DeliveryOutcome, type DeliveryResult, isFine } from "../../publish/delivery-results.ts";
import type { Delivery } from "../../publish/target.ts";
import type { WaveRequest } from "../../waves/choose-wave.ts";
import type { Wave } from "../../waves/wave.ts";
import type { PublishedWave } from "./in-waves.ts";

const order: readonly DeliveryOutcome[] = [
  "unchanged",
  "committed",
  "pr-created",
  "pr-updated",
  "pr-closed",
  "skipped-edited",
  "declined",
  "waiting",
  "failed",
];

/** The words of a dry run. */
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

/** One line for a repository that is done. */
export function progressLine({ repository, branch }: Delivery, results: readonly DeliveryResult[], dryRun: boolean): string {
  const outcomes = order.flatMap((outcome) => {
    const names = results.filter((result) => result.outcome === outcome).map(({ cluster }) => cluster);
    return names.length > 0 ? [`${dryRun ? plannedWords[outcome] : outcome} (${names.join(", ")})`] : [];
  });
  return `${printable(`${repository} ${branch}: ${outcomes.join(", ")}`)}\n`;
}

/** The result for each overlay, and how many have which. */
export function publishReport(
  results: readonly DeliveryResult[],
  byHand: readonly string[],
  waves: readonly string[],
  dryRun: boolean,
  style: Style,
): string {
  const word = ({ outcome }: DeliveryResult) => (dryRun ? plannedWords[outcome] : outcome);
  const widths = {
    cluster: Math.max(0, ...results.map(({ cluster }) => cluster.length)),
    outcome: Math.max(0, ...results.map((result) => word(result).length)),
  };
  const rows = results.map((result) => {
    const shown = style(isFine(result) ? "good" : "error", word(result));
    const gap = " ".repeat(widths.outcome - word(result).length);
    return `${printable(result.cluster).padEnd(widths.cluster)}  ${shown}${gap}  ${printable(detail(result))}`.trimEnd();
  });
  const files = dryRun ? results.flatMap(fileLines) : [];
  const totals = order.flatMap((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return count > 0 ? [`${count} ${dryRun ? plannedWords[outcome] : outcome}`] : [];
  });
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
export function waveLines({ wave, later }: PublishedWave, { only }: WaveRequest, dryRun: boolean): readonly string[] {
  const [next] = later;
  if (!next && (!wave || wave.number === 1)) return [];
  const now = wave ? [`wave ${wave.number}, ${wave.title}: ${clustersOf(wave)}${dryRun ? "" : " (this one)"}`] : [];
  const waits = later.map((waiting) => `wave ${waiting.number}, ${waiting.title}: ${clustersOf(waiting)}, since ${waiting.why}`);
  const synced =
    wave && wave.number > 1 && only === undefined
      ? ["this wave relies on what is merged: see that every cluster has synced its branch and that its gateways run"]
      : [];
  const relied =
    wave && next
      ? [
          `before wave ${next.number}: ${clustersOf(wave)} must have merged and synced, and new gateways must run; fedc sees merges, not clusters`,
        ]
      : [];
  const command = next && (wave || only) ? ["then: fedc publish"] : [];
  return [...now, ...waits, ...synced, ...relied, ...command].map(printable);
}

/** The waves of a change, for programs. */
export function wavesAsJson({ wave, later }: PublishedWave): Readonly<Record<string, unknown>> {
  const asJson = ({ number, title, why, overlays }: Wave) => ({ number, title, why, clusters: [...overlays.keys()] });
  return { wave: wave ? asJson(wave) : null, later: later.map(asJson) };
}

function clustersOf({ overlays }: Wave): string {
  return [...overlays.keys()].join(", ");
}
