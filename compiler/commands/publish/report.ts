import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { counts } from "../../publish/delivery/delivery-record.ts";
import { type DeliveryOutcome, type DeliveryResult, isFine } from "../../publish/delivery-results.ts";
import type { Delivery } from "../../publish/target.ts";

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

/** The words of a plan: what would become of an overlay. */
const planned: Readonly<Record<DeliveryOutcome, string>> = {
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
    return names.length > 0 ? [`${dryRun ? planned[outcome] : outcome} (${names.join(", ")})`] : [];
  });
  return `${printable(`${repository} ${branch}: ${outcomes.join(", ")}`)}\n`;
}

/** What became of each overlay, and how many came to what. */
export function publishReport(
  results: readonly DeliveryResult[],
  apart: readonly string[],
  waves: readonly string[],
  dryRun: boolean,
  paint: Style,
): string {
  const word = ({ outcome }: DeliveryResult) => (dryRun ? planned[outcome] : outcome);
  const widths = {
    cluster: Math.max(0, ...results.map(({ cluster }) => cluster.length)),
    outcome: Math.max(0, ...results.map((result) => word(result).length)),
  };
  const rows = results.map((result) => {
    const shown = paint(isFine(result) ? "good" : "error", word(result));
    const gap = " ".repeat(widths.outcome - word(result).length);
    return `${printable(result.cluster).padEnd(widths.cluster)}  ${shown}${gap}  ${printable(detail(result))}`.trimEnd();
  });
  const files = dryRun ? results.flatMap(fileLines) : [];
  const totals = order.flatMap((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return count > 0 ? [`${count} ${dryRun ? planned[outcome] : outcome}`] : [];
  });
  const names = apart.map(printable).join(", ");
  const left = apart.length > 0 ? [wrapped(`${counted(apart.length, "overlay")} left to you (\`delivery: directory\`): ${names}`, 0)] : [];
  const other = left.length > 0 ? "; with `delivery: commit` or `pull-request` fedc brings them" : "";
  const sum = results.length === 0 ? `nothing to publish${other}` : `${counted(results.length, "overlay")}: ${totals.join(", ")}`;
  const blocks = [rows, files, waves, [...left, sum]].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** What is wrong stands in the error below, with its way out. */
function detail(result: DeliveryResult): string {
  const { outcome, files, url, commit, repository } = result;
  const reasons = isFine(result) ? result.reasons : [];
  const changes = files.size > 0 && outcome !== "failed" ? [counts([...files.values()])] : [];
  const where = url ?? (commit === undefined ? repository : `${repository} ${commit.slice(0, 12)}`);
  return [...changes, where, ...reasons.slice(0, 1).map(({ message }) => message)].join(", ");
}

/** For a plan: every file. */
function fileLines({ cluster, path, files }: DeliveryResult): string[] {
  const signs = { added: "+", changed: "~", removed: "-" };
  return [...files].map(([file, change]) => printable(`${signs[change]} ${cluster}: ${path}/${file}`));
}
