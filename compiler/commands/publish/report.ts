import type { Paint } from "../../findings/formats/paint.ts";
import { printable } from "../../findings/formats/printable.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { counts } from "../../publish/delivery/delivery-record.ts";
import { type DeliveryOutcome, isFine, type Receipt } from "../../publish/outcome.ts";
import type { Parcel } from "../../publish/target.ts";

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
export function progressLine({ repository, branch }: Parcel, receipts: readonly Receipt[], dryRun: boolean): string {
  const outcomes = order.flatMap((outcome) => {
    const names = receipts.filter((receipt) => receipt.outcome === outcome).map(({ cluster }) => cluster);
    return names.length > 0 ? [`${dryRun ? planned[outcome] : outcome} (${names.join(", ")})`] : [];
  });
  return `${printable(`${repository} ${branch}: ${outcomes.join(", ")}`)}\n`;
}

/** What became of each overlay, and how many came to what. */
export function publishReport(
  receipts: readonly Receipt[],
  apart: readonly string[],
  waves: readonly string[],
  dryRun: boolean,
  paint: Paint,
): string {
  const word = ({ outcome }: Receipt) => (dryRun ? planned[outcome] : outcome);
  const widths = {
    cluster: Math.max(0, ...receipts.map(({ cluster }) => cluster.length)),
    outcome: Math.max(0, ...receipts.map((receipt) => word(receipt).length)),
  };
  const rows = receipts.map((receipt) => {
    const shown = paint(isFine(receipt) ? "good" : "error", word(receipt));
    const gap = " ".repeat(widths.outcome - word(receipt).length);
    return `${printable(receipt.cluster).padEnd(widths.cluster)}  ${shown}${gap}  ${printable(detail(receipt))}`.trimEnd();
  });
  const files = dryRun ? receipts.flatMap(fileLines) : [];
  const totals = order.flatMap((outcome) => {
    const count = receipts.filter((receipt) => receipt.outcome === outcome).length;
    return count > 0 ? [`${count} ${dryRun ? planned[outcome] : outcome}`] : [];
  });
  const names = apart.map(printable).join(", ");
  const left = apart.length > 0 ? [wrapped(`${counted(apart.length, "overlay")} left to you (\`delivery: directory\`): ${names}`, 0)] : [];
  const other = left.length > 0 ? "; with `delivery: commit` or `pull-request` fedc brings them" : "";
  const sum = receipts.length === 0 ? `nothing to publish${other}` : `${counted(receipts.length, "overlay")}: ${totals.join(", ")}`;
  const blocks = [rows, files, waves, [...left, sum]].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** What is wrong stands in the error below, with its way out. */
function detail(receipt: Receipt): string {
  const { outcome, files, url, commit, repository } = receipt;
  const reasons = isFine(receipt) ? receipt.reasons : [];
  const changes = files.size > 0 && outcome !== "failed" ? [counts([...files.values()])] : [];
  const where = url ?? (commit === undefined ? repository : `${repository} ${commit.slice(0, 12)}`);
  return [...changes, where, ...reasons.slice(0, 1).map(({ message }) => message)].join(", ");
}

/** For a plan: every file. */
function fileLines({ cluster, path, files }: Receipt): string[] {
  const signs = { added: "+", changed: "~", removed: "-" };
  return [...files].map(([file, change]) => printable(`${signs[change]} ${cluster}: ${path}/${file}`));
}
