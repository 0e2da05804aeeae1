import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { printable } from "../../findings/formats/printable.ts";
import type { Style } from "../../findings/formats/style.ts";
import { counted } from "../../findings/formats/words.ts";
import { readDumps } from "../../inputs/inventory-folder.ts";
import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { isFederationName } from "../../inventory/cluster-names.ts";
import type { InventoryRequest } from "./command.ts";
import { dumpCommands } from "./print-commands.ts";

/** The most doubts that are printed of one cluster. */
const maxDoubts = 10;
/** The most objects that stand twice of which each is printed. */
const maxDoubles = 10;

/** Tells what dumps hold, or how to make them. Throws a Failure if one cannot be read. */
export function runInventory({ operands, printCommands, cluster: clusters }: InventoryRequest): Answer {
  if (printCommands) {
    if (operands.length > 0) throw new Failure("`--print-commands` reads no dump", `leave \`${operands[0]}\` out`);
    const wrong = clusters.find((cluster) => !isFederationName(cluster));
    if (wrong !== undefined)
      throw new Failure(`\`${wrong}\` is no name of a cluster`, "it is a DNS label in lower case, as federation.yaml has it");
    const commands = dumpCommands(clusters.length > 0 ? clusters : ["CLUSTER"]);
    return { ok: true, findings: [], text: () => commands, fields: { commands } };
  }
  if (clusters.length > 0) throw new Failure("`--cluster` goes with `--print-commands`", "give a dump as CLUSTER=DIR");
  if (operands.length === 0)
    throw new Failure("no dump is given", "name a folder of dumps; `fedc inventory --print-commands` prints how to make them");
  const { clusters: read } = readDumps(operands, undefined);
  const all = [...read.values()];
  return {
    ok: true,
    findings: [],
    text: (style) => all.map((one) => summaryOf(one, style)).join("\n"),
    fields: { clusters: all.map(documentOf) },
  };
}

function summaryOf(standing: ClusterInventory, style: Style): string {
  const { cluster, from, objects, others, doubts, doubles } = standing;
  const nameless = objects.filter(({ namespace }) => namespace === undefined).length;
  const listed = doubts.slice(0, maxDoubts).map(({ file, line, problem }) => `  ${printable(`${file}:${line}`)} ${problem}`);
  const rest = doubts.length > maxDoubts ? [`  and ${doubts.length - maxDoubts} more`] : [];
  const remarks = [
    ...(others.size > 0 ? [`  only counted: ${countsInWords(others)}`] : []),
    ...(nameless > 0 ? [`  ${counted(nameless, "object names", "objects name")} no namespace`] : []),
    ...doubles
      .slice(0, maxDoubles)
      .map(([first, second]) => `  ${printable(first.title)} stands twice: ${placeOf(first)} counts, ${placeOf(second)} does not`),
    ...(doubles.length > maxDoubles ? [`  and ${doubles.length - maxDoubles} more stand twice`] : []),
    ...(doubts.length > 0 ? [`  not read, or with doubt: ${doubts.length}`, ...listed, ...rest] : []),
  ];
  const head = `${style("strong", printable(cluster))}, from ${printable(from)}: ${counted(objects.length, "object")}`;
  return `${[head, `  ${countsInWords(kindsOf(standing))}`, ...remarks].join("\n")}\n`;
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return printable(`${file}:${line}`);
}

function kindsOf({ objects }: ClusterInventory): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function countsInWords(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.map(([kind, count]) => `${count} ${printable(kind)}`).join(", ");
}

function documentOf(standing: ClusterInventory) {
  const { cluster, from, objects, others, doubts, doubles } = standing;
  return {
    cluster,
    from,
    objects: objects.length,
    kinds: Object.fromEntries(kindsOf(standing)),
    onlyCounted: Object.fromEntries(others),
    withoutNamespace: objects.filter(({ namespace }) => namespace === undefined).length,
    doubles: doubles.map(([first, second]) => ({ object: first.title, file: second.file, line: second.line })),
    doubts: doubts.map(({ file, line, problem }) => ({ file, line, problem })),
  };
}
