import { manifestLines } from "../1-load/manifest-lines.ts";
import { makePlan, objectsOf } from "../4-plan/plan.ts";
import { answerLines, callText } from "../6-verify/disproved.ts";
import { type ObjectDifference, objectDifferences } from "../6-verify/object-differences.ts";
import { Unmodelled } from "../6-verify/objects/unmodelled.ts";
import { verify } from "../6-verify/verify.ts";
import { check } from "../compile.ts";
import type { Paint } from "../findings/formats/paint.ts";
import { printable } from "../findings/formats/printable.ts";
import { clock } from "./clock.ts";
import type { Answer } from "./command.ts";
import { readFederation } from "./federation-input.ts";
import { type OverlayOnDisk, overlayOnDisk } from "./overlay-objects.ts";
import { rootReader } from "./root-reader.ts";
import { counted, wrapped } from "./words.ts";

interface PlacedDifference extends ObjectDifference {
  readonly cluster: string;
  /** Where it stands, if it does. */
  readonly file?: string;
  readonly line?: number;
}

/** Compares overlays in a folder with what a file says. Throws a Failure for what is not the file's fault. */
export function runVerify(file: string | undefined, folder: string, maxBytes: number): Answer {
  const input = readFederation(file, maxBytes);
  const { findings, federation } = check(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes });
  if (!federation) return { ok: false, findings: findings.sorted() };
  const plan = makePlan(federation);
  const meant = objectsOf(plan);
  const onDisk = plan.clusters.map(({ cluster }) => overlayOnDisk(folder, cluster.name));
  const differences = onDisk.flatMap((overlay) => differencesIn(overlay, meant.get(overlay.cluster) ?? []));
  try {
    const disagreements = verify(federation, new Map(onDisk.map(({ cluster, objects }) => [cluster, objects])));
    const calls = disagreements.map((one) => ({ call: callText(one.call), sentence: one.sentence, answers: answerLines(one) }));
    return {
      ok: calls.length === 0,
      findings: [],
      text: (paint) => report(onDisk.length, calls, differences, paint),
      fields: {
        out: folder,
        disagreements: disagreements.map(({ call, expected, found, sentence }) => ({ call, expected, found, sentence })),
        differences,
      },
    };
  } catch (error) {
    if (!(error instanceof Unmodelled)) throw error;
    return {
      ok: false,
      findings: [],
      text: (paint) => report(onDisk.length, [], differences, paint),
      fields: { out: folder, differences },
      failure: {
        message: error.message,
        help: "fedc does not guess what it does not know: take it out of the overlay, or look at it yourself",
      },
    };
  }
}

function differencesIn({ cluster, objects, texts }: OverlayOnDisk, meant: readonly unknown[]): readonly PlacedDifference[] {
  const lines = [...texts].map(([file, text]) => ({ file, lines: manifestLines(text) }));
  return objectDifferences(meant, objects).map((difference) => {
    const name = `${difference.kind} ${difference.namespace}/${difference.name}`;
    const place = lines.find((one) => one.lines.has(name));
    const line = place?.lines.get(name)?.(difference.field);
    return { cluster, ...difference, ...(place && line !== undefined && { file: place.file, line }) };
  });
}

function report(
  overlays: number,
  calls: readonly { readonly call: string; readonly sentence: string; readonly answers: readonly string[] }[],
  differences: readonly PlacedDifference[],
  paint: Paint,
): string {
  const told = calls.map(({ call, sentence, answers }) => {
    const ways = answers.map((line) => {
      const indent = line.startsWith("  ") ? 6 : 4;
      return `${" ".repeat(indent)}${wrapped(printable(line.trimStart()), indent + 2)}\n`;
    });
    return `${paint("error", "not as written")}\n  ${wrapped(printable(`${call}: ${sentence}`), 4)}\n${ways.join("")}`;
  });
  const changed = differences.map((difference) => `  ${wrapped(printable(differenceText(difference)), 4)}\n`);
  const objects = changed.length > 0 ? `${paint("warning", "not as it is compiled")}\n${changed.join("")}` : "";
  const end =
    calls.length === 0
      ? `${paint("good", "as written")}: ${counted(overlays, "overlay")} ${overlays === 1 ? "grants" : "grant"} what the file says, and nothing else\n`
      : "";
  return [...told, objects, end].filter((part) => part !== "").join("\n");
}

function differenceText({ cluster, kind, namespace, name, field, change, file, line }: PlacedDifference): string {
  const where = file === undefined ? `${cluster}: ` : `${file}:${line}: `;
  const what = `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  if (change === "missing") return `${where}${what} is missing`;
  return change === "unknown" ? `${where}${what} is not of this federation` : `${where}${what}: ${field} is another`;
}
