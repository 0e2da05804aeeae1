import type { Disagreement } from "../../5-verify/disagreement.ts";
import type { Edit } from "../../5-verify/edits/edit.ts";
import { answerLines, callText } from "../../5-verify/verification-error.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";

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
    const ways = answerLines(disagreement).map((line) => {
      const indent = line.startsWith("  ") ? 6 : 4;
      return `${" ".repeat(indent)}${wrapped(printable(line.trimStart()), indent + 2)}\n`;
    });
    return `${style("error", "not as federation.yaml says")}\n  ${wrapped(printable(`${callText(disagreement.call)}: ${disagreement.sentence}`), 4)}\n${ways.join("")}`;
  });
  const listed = (edits: readonly PlacedEdit[]) => edits.map((edit) => `  ${wrapped(printable(editText(edit)), 4)}\n`).join("");
  const mattering = edits.filter(({ matters }) => matters);
  const others = edits.filter(({ matters }) => !matters);
  const wrong = mattering.length > 0 ? `${style("error", "not as compiled")}\n${listed(mattering)}` : "";
  const remarks = others.length > 0 ? `${style("warning", "edited, but no call changes")}\n${listed(others)}` : "";
  const isFine = callsTried && disagreements.length + mattering.length === 0;
  const grant = overlays === 1 ? "grants" : "grant";
  const end = isFine
    ? `${style("good", "as federation.yaml says")}: ${counted(overlays, "overlay")} ${grant} what the file says, and nothing else\n`
    : "";
  return [...calls, wrong, remarks, end].filter((part) => part !== "").join("\n");
}

function editText({ cluster, kind, namespace, name, field, change, file, line, meant, found, why, matters }: PlacedEdit): string {
  const where = file === undefined ? `${cluster}: ` : `${file}:${line}: `;
  const what = `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  if (change === "missing") return `${where}${what} is missing${matters ? "" : `; ${why}`}`;
  if (change === "unknown") return `${where}${what} does not belong to this federation: ${why}`;
  return `${where}${what}: ${field} ${differenceText(meant, found)}${matters ? "" : `; ${why}`}`;
}

function differenceText(meant: unknown, found: unknown): string {
  if (meant === undefined && found === undefined) return "differs";
  if (Array.isArray(meant ?? []) && Array.isArray(found ?? [])) {
    const compiled = ((meant as unknown[] | undefined) ?? []).map(shown);
    const live = ((found as unknown[] | undefined) ?? []).map(shown);
    const more = live.filter((item) => !compiled.includes(item));
    const less = compiled.filter((item) => !live.includes(item));
    if (more.length + less.length === 0) return "is in another order, or has an item twice";
    const parts = [...(more.length > 0 ? [`also has ${more.join(", ")}`] : []), ...(less.length > 0 ? [`lacks ${less.join(", ")}`] : [])];
    return parts.join(" and ");
  }
  if (meant === undefined) return `is ${shown(found)}, but is not compiled`;
  return found === undefined ? `is missing, but is compiled as ${shown(meant)}` : `is ${shown(found)}, but is compiled as ${shown(meant)}`;
}

const maxLength = 70;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > maxLength || /\s\s|\n/.test(text) ? `${text.slice(0, maxLength).replace(/\s+/g, " ")}…` : text;
}
