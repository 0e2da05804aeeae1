import { grouped } from "../../2-resolve/grouped.ts";
import type { AccessChange } from "../../access/changes/access-change.ts";
import type { Approvals } from "../../access/changes/approvals.ts";
import type { Withdrawn } from "../../access/changes/diff-access.ts";
import type { ObjectChange } from "../../access/changes/object-changes.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { accessChangeReport } from "../access/report.ts";
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
  if (withdrawn.length === 0) return "";
  const lines = withdrawn.map(({ cluster, file }) => line(`${cluster}: ${file}`));
  return `${style("note", "lost with objects that the file no longer makes")}\n${lines.join("")}`;
}

function approvalsBlock({ asked, reported, unowned }: Approvals, style: Style): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [
      style("warning", "needs approval by"),
      asked.map(({ owner, given, for: what }) => `${owner}${given ? " (given)" : ""}: ${what.join(", ")}`),
    ],
    [style("warning", "needs approval, but has no owner"), unowned],
    [style("note", "please inform"), reported.map(({ owner, of }) => `${owner}: ${of.join(", ")}`)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([head, lines]) => `${head}\n${lines.map(line).join("")}`)
    .join("\n");
}

function istioBlock(changes: readonly IstioChange[], style: Style): string {
  if (changes.length === 0) return "";
  const lines = changes.map(({ cluster, before, after }) => line(`${cluster}: ${claimText(before)} -> ${claimText(after)}`));
  return `${style("strong", "claim about Istio")}\n${lines.join("")}`;
}

function claimText({ version, claim }: IstioClaim): string {
  return version === undefined ? "no version given" : `${version}, ${claim}`;
}

function clusterBlock(cluster: string, objects: readonly ObjectChange[], style: Style): string {
  const byFile = [...grouped(objects, ({ file }) => file)].map(([file, all]) => `  ${printable(file)}\n${all.map(objectLine).join("")}`);
  return `${style("strong", printable(cluster))}\n${byFile.join("")}`;
}

function objectLine({ kind, namespace, name, change, fields }: ObjectChange): string {
  const more = fields.length > maxFields ? [`and ${fields.length - maxFields} more`] : [];
  const what = fields.length > 0 ? `: ${[...fields.slice(0, maxFields), ...more].join(", ")}` : "";
  return `    ${wrapped(printable(`${signs[change]} ${kind} ${namespace === "" ? "" : `${namespace}/`}${name}${what}`), 6)}\n`;
}

function filesBlock(files: readonly OtherFile[], style: Style): string {
  if (files.length === 0) return "";
  const lines = files.map(({ cluster, file, change }) => line(`${signs[change]} ${cluster}/${file}`));
  return `${style("strong", "other files")}\n${lines.join("")}`;
}

function sum(objects: readonly ObjectChange[]): string {
  if (objects.length === 0) return "no object changes";
  const counts = (["added", "changed", "removed"] as const).flatMap((kind) => {
    const count = objects.filter(({ change }) => change === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  const clusters = new Set(objects.map(({ cluster }) => cluster)).size;
  return `${counted(objects.length, "object")} in ${counted(clusters, "cluster")}: ${counts.join(", ")}`;
}

function line(text: string): string {
  return `  ${wrapped(printable(text), 4)}\n`;
}
