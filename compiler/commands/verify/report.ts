import type { Disagreement } from "../../5-verify/disagreement.ts";
import type { Edit } from "../../5-verify/edits/edit.ts";
import { answerLines, callText } from "../../5-verify/verification-error.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";
import { reportBlock, reportLine } from "../report-lines.ts";

/** An edit and its place. */
export interface PlacedEdit extends Edit {
  readonly cluster: string;
  /** Missing if the object is missing. */
  readonly file?: string;
  readonly line?: number;
}

/** Calls with wrong results, edits that matter, and edits that do not. */
export function verifyReport(
  overlays: number,
  disagreements: readonly Disagreement[],
  edits: readonly PlacedEdit[],
  callsTried: boolean,
  style: Style,
): string {
  const calls = disagreements.map((disagreement) => {
    const answers = answerLines(disagreement).map((line) => reportLine(line.trimStart(), line.startsWith("  ") ? 6 : 4));
    const call = reportLine(`${callText(disagreement.call)}: ${disagreement.sentence}`);
    return reportBlock(style("error", "not as federation.yaml says"), [call, ...answers]);
  });
  const linesOf = (matters: boolean) => edits.filter((edit) => edit.matters === matters).map((edit) => reportLine(editText(edit)));
  const isFine = callsTried && disagreements.length + linesOf(true).length === 0;
  const end = `${counted(overlays, "overlay")} ${overlays === 1 ? "grants" : "grant"} what the file says, and nothing else`;
  return [
    ...calls,
    reportBlock(style("error", "not as compiled"), linesOf(true)),
    reportBlock(style("warning", "edited, but no call changes"), linesOf(false)),
    isFine ? `${style("good", "as federation.yaml says")}: ${end}\n` : "",
  ]
    .filter((block) => block !== "")
    .join("\n");
}

function editText({ cluster, kind, namespace, name, field, change, file, line, meant, found, why, matters }: PlacedEdit): string {
  const object = `${file === undefined ? cluster : `${file}:${line}`}: ${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  const reason = matters ? "" : `; ${why}`;
  if (change === "missing") return `${object} is missing${reason}`;
  if (change === "unknown") return `${object} does not belong to this federation: ${why}`;
  return `${object}: ${field} ${differenceText(meant, found)}${reason}`;
}

function differenceText(meant: unknown, found: unknown): string {
  if (meant === undefined && found === undefined) return "differs";
  const [compiled, live] = [meant ?? [], found ?? []];
  if (Array.isArray(compiled) && Array.isArray(live)) return listsText(compiled.map(shown), live.map(shown));
  const now = found === undefined ? "is missing" : `is ${shown(found)}`;
  return `${now}, but ${meant === undefined ? "is not compiled" : `is compiled as ${shown(meant)}`}`;
}

function listsText(compiled: readonly string[], live: readonly string[]): string {
  const more = live.filter((item) => !compiled.includes(item));
  const less = compiled.filter((item) => !live.includes(item));
  const parts = [...(more.length > 0 ? [`also has ${more.join(", ")}`] : []), ...(less.length > 0 ? [`lacks ${less.join(", ")}`] : [])];
  return parts.join(" and ") || "is in another order, or has an item twice";
}

const maxLength = 70;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > maxLength || /\s\s|\n/.test(text) ? `${text.slice(0, maxLength).replace(/\s+/g, " ")}…` : text;
}
