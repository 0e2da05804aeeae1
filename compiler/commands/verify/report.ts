import type { Disagreement } from "../../5-verify/disagreement.ts";
import type { Edit } from "../../5-verify/edits/edit.ts";
import { answerLines, callText } from "../../5-verify/verification-error.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted, wrapped } from "../../findings/formats/words.ts";

/** An edit, and where it stands. */
export interface PlacedEdit extends Edit {
  readonly cluster: string;
  /** Missing where nothing stands. */
  readonly file?: string;
  readonly line?: number;
}

/** What `fedc verify` has to say: calls that go wrong, edits that matter, edits that do not. */
export function verifyReport(
  overlays: number,
  disagreements: readonly Disagreement[],
  edits: readonly PlacedEdit[],
  tried: boolean,
  paint: Style,
): string {
  const calls = disagreements.map((one) => {
    const ways = answerLines(one).map((line) => {
      const indent = line.startsWith("  ") ? 6 : 4;
      return `${" ".repeat(indent)}${wrapped(printable(line.trimStart()), indent + 2)}\n`;
    });
    return `${paint("error", "not as written")}\n  ${wrapped(printable(`${callText(one.call)}: ${one.sentence}`), 4)}\n${ways.join("")}`;
  });
  const reported = (some: readonly PlacedEdit[]) => some.map((edit) => `  ${wrapped(printable(editText(edit)), 4)}\n`).join("");
  const mattering = edits.filter(({ matters }) => matters);
  const others = edits.filter(({ matters }) => !matters);
  const wrong = mattering.length > 0 ? `${paint("error", "not as it is compiled")}\n${reported(mattering)}` : "";
  const remarks = others.length > 0 ? `${paint("warning", "edited, and no call is another")}\n${reported(others)}` : "";
  const isFine = tried && disagreements.length + mattering.length === 0;
  const grant = overlays === 1 ? "grants" : "grant";
  const end = isFine
    ? `${paint("good", "as written")}: ${counted(overlays, "overlay")} ${grant} what the file says, and nothing else\n`
    : "";
  return [...calls, wrong, remarks, end].filter((part) => part !== "").join("\n");
}

function editText({ cluster, kind, namespace, name, field, change, file, line, meant, found, why, matters }: PlacedEdit): string {
  const where = file === undefined ? `${cluster}: ` : `${file}:${line}: `;
  const what = `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  if (change === "missing") return `${where}${what} is missing${matters ? "" : `; ${why}`}`;
  if (change === "unknown") return `${where}${what} is not of this federation: ${why}`;
  return `${where}${what}: ${field} ${differenceText(meant, found)}${matters ? "" : `; ${why}`}`;
}

function differenceText(meant: unknown, found: unknown): string {
  if (meant === undefined && found === undefined) return "is another";
  if (Array.isArray(meant ?? []) && Array.isArray(found ?? [])) {
    const [wanted, live] = [(meant as unknown[]) ?? [], (found as unknown[]) ?? []].map((list) => list.map(shown));
    const more = live?.filter((item) => !wanted?.includes(item)) ?? [];
    const less = wanted?.filter((item) => !live?.includes(item)) ?? [];
    if (more.length + less.length === 0) return "is in another order, or says something twice";
    const parts = [...(more.length > 0 ? [`also has ${more.join(", ")}`] : []), ...(less.length > 0 ? [`lacks ${less.join(", ")}`] : [])];
    return parts.join(" and ");
  }
  if (meant === undefined) return `is ${shown(found)}, where nothing is compiled`;
  return found === undefined ? `is missing, where ${shown(meant)} is compiled` : `is ${shown(found)}, where ${shown(meant)} is compiled`;
}

const longest = 70;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > longest || /\s\s|\n/.test(text) ? `${text.slice(0, longest).replace(/\s+/g, " ")}…` : text;
}
