import { grouped } from "../../2-resolve/grouped.ts";
import type { AccessChange } from "../../access/changes/access-change.ts";
import type { Approvals } from "../../access/changes/approvals.ts";
import type { Withdrawn } from "../../access/changes/diff-access.ts";
import type { ObjectChange } from "../../access/changes/object-changes.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { accessChangeReport } from "../access/report.ts";
import { changeCounts, reportBlock, reportLine } from "../report-lines.ts";
import type { IstioChange, IstioClaim } from "./istio-claims.ts";
import type { OtherFile } from "./other-files.ts";

/** Everything that changes compared with what is live. */
export interface Diff {
  /** A revision, a folder, or the repositories. */
  readonly against: string;
  /** Undefined if the model of Istio does not know one of the live objects. */
  readonly access: readonly AccessChange[] | undefined;
  readonly approvals: Approvals | undefined;
  readonly withdrawn: readonly Withdrawn[];
  /** Only against a revision: overlays do not say which version they were made for, except in their README. */
  readonly istio: readonly IstioChange[];
  readonly objects: readonly ObjectChange[];
  readonly files: readonly OtherFile[];
}

const signs = { added: "+", changed: "~", removed: "-" } as const;
const maxFields = 6;

/** Access, who must approve it, objects, and their number. */
export function diffReport({ against, access, approvals, withdrawn, istio, objects, files }: Diff, style: Style): string {
  const blocks = [
    access && (access.length > 0 || withdrawn.length === 0) ? accessChangeReport(access, style) : "",
    withdrawnBlock(withdrawn, style),
    approvals ? approvalsBlock(approvals, style) : "",
    istioBlock(istio, style),
    ...[...grouped(objects, ({ cluster }) => cluster)].map(([cluster, all]) => clusterBlock(cluster, all, style)),
    filesBlock(files, style),
    `${wrapped(`${sum(objects)}, against ${printable(against)}`, 0)}\n`,
  ];
  return blocks.filter((block) => block !== "").join("\n");
}

function withdrawnBlock(withdrawn: readonly Withdrawn[], style: Style): string {
  const lines = withdrawn.map(({ cluster, file }) => reportLine(`${cluster}: ${file}`));
  return reportBlock(style("note", "lost with objects that the file no longer makes"), lines);
}

function approvalsBlock({ asked, reported, unowned }: Approvals, style: Style): string {
  const approvals = asked.map(({ owner, given, for: reasons }) => `${owner}${given ? " (given)" : ""}: ${reasons.join(", ")}`);
  return [
    reportBlock(
      style("warning", "needs approval by"),
      approvals.map((line) => reportLine(line)),
    ),
    reportBlock(
      style("warning", "needs approval, but has no owner"),
      unowned.map((line) => reportLine(line)),
    ),
    reportBlock(
      style("note", "please inform"),
      reported.map(({ owner, of }) => reportLine(`${owner}: ${of.join(", ")}`)),
    ),
  ]
    .filter((block) => block !== "")
    .join("\n");
}

function istioBlock(changes: readonly IstioChange[], style: Style): string {
  const lines = changes.map(({ cluster, before, after }) => reportLine(`${cluster}: ${claimText(before)} -> ${claimText(after)}`));
  return reportBlock(style("strong", "claim about Istio"), lines);
}

function claimText({ version, claim }: IstioClaim): string {
  return version === undefined ? "no version given" : `${version}, ${claim}`;
}

function clusterBlock(cluster: string, objects: readonly ObjectChange[], style: Style): string {
  const byFile = [...grouped(objects, ({ file }) => file)].map(([file, all]) => reportBlock(`  ${printable(file)}`, all.map(objectLine)));
  return reportBlock(style("strong", printable(cluster)), byFile);
}

function objectLine({ kind, namespace, name, change, fields }: ObjectChange): string {
  const more = fields.length > maxFields ? [`and ${fields.length - maxFields} more`] : [];
  const changed = fields.length > 0 ? `: ${[...fields.slice(0, maxFields), ...more].join(", ")}` : "";
  return reportLine(`${signs[change]} ${kind} ${namespace === "" ? "" : `${namespace}/`}${name}${changed}`, 4);
}

function filesBlock(files: readonly OtherFile[], style: Style): string {
  const lines = files.map(({ cluster, file, change }) => reportLine(`${signs[change]} ${cluster}/${file}`));
  return reportBlock(style("strong", "other files"), lines);
}

function sum(objects: readonly ObjectChange[]): string {
  if (objects.length === 0) return "no object changes";
  const clusters = new Set(objects.map(({ cluster }) => cluster)).size;
  return `${counted(objects.length, "object")} in ${counted(clusters, "cluster")}: ${changeCounts(objects.map(({ change }) => change))}`;
}
