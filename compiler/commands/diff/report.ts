import { grouped } from "../../2-resolve/grouped.ts";
import type { AccessChange } from "../../access/changes/access-change.ts";
import type { Approvals } from "../../access/changes/approvals.ts";
import type { Withdrawn } from "../../access/changes/diff-access.ts";
import type { ObjectChange } from "../../access/changes/object-changes.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";
import { accessChangeReport } from "../access/report.ts";
import type { OtherFile } from "./other-files.ts";

/** All that changed since what stands. */
export interface Diff {
  /** A revision, or a folder. */
  readonly against: string;
  /** Undefined where it cannot be told. */
  readonly access: readonly AccessChange[] | undefined;
  readonly approvals: Approvals | undefined;
  readonly withdrawn: readonly Withdrawn[];
  readonly objects: readonly ObjectChange[];
  readonly files: readonly OtherFile[];
}

const signs = { added: "+", changed: "~", removed: "-" } as const;
const mostFields = 6;

/** A difference for people: access, who has a say in it, objects, and the sum. */
export function diffReport({ against, access, approvals, withdrawn, objects, files }: Diff, paint: Style): string {
  const blocks = [
    access && (access.length > 0 || withdrawn.length === 0) ? accessChangeReport(access, paint) : "",
    withdrawnBlock(withdrawn, paint),
    approvals ? approvalsBlock(approvals, paint) : "",
    ...[...grouped(objects, ({ cluster }) => cluster)].map(([cluster, all]) => clusterBlock(cluster, all, paint)),
    filesBlock(files, paint),
    `${wrapped(`${sum(objects)}, against ${printable(against)}`, 0)}\n`,
  ];
  return blocks.filter((block) => block !== "").join("\n");
}

function withdrawnBlock(withdrawn: readonly Withdrawn[], paint: Style): string {
  if (withdrawn.length === 0) return "";
  const lines = withdrawn.map(({ cluster, file }) => line(`${cluster}: ${file}`));
  return `${paint("note", "lost with what the file no longer has")}\n${lines.join("")}`;
}

function approvalsBlock({ asked, reported, unowned }: Approvals, paint: Style): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [
      paint("warning", "approval is asked of"),
      asked.map(({ owner, given, for: what }) => `${owner}${given ? " (given)" : ""}: ${what.join(", ")}`),
    ],
    [paint("warning", "no owner is named who could approve"), unowned],
    [paint("note", "to be told"), reported.map(({ owner, of }) => `${owner}: ${of.join(", ")}`)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([head, lines]) => `${head}\n${lines.map(line).join("")}`)
    .join("\n");
}

function clusterBlock(cluster: string, objects: readonly ObjectChange[], paint: Style): string {
  const byFile = [...grouped(objects, ({ file }) => file)].map(([file, all]) => `  ${printable(file)}\n${all.map(objectLine).join("")}`);
  return `${paint("strong", printable(cluster))}\n${byFile.join("")}`;
}

function objectLine({ kind, namespace, name, change, fields }: ObjectChange): string {
  const more = fields.length > mostFields ? [`and ${fields.length - mostFields} more`] : [];
  const what = fields.length > 0 ? `: ${[...fields.slice(0, mostFields), ...more].join(", ")}` : "";
  return `    ${wrapped(printable(`${signs[change]} ${kind} ${namespace === "" ? "" : `${namespace}/`}${name}${what}`), 6)}\n`;
}

function filesBlock(files: readonly OtherFile[], paint: Style): string {
  if (files.length === 0) return "";
  const lines = files.map(({ cluster, file, change }) => line(`${signs[change]} ${cluster}/${file}`));
  return `${paint("strong", "files without such a change")}\n${lines.join("")}`;
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
