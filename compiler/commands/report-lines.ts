import { printable } from "../findings/formats/printable.ts";
import { wrapped } from "../findings/formats/words.ts";
import type { Place } from "../findings/source.ts";

/** A line of a report. If it is wrapped, the lines below are indented by two more columns. */
export function reportLine(text: string, indent = 2): string {
  return `${" ".repeat(indent)}${wrapped(printable(text), indent + 2)}\n`;
}

/** Lines under a head; empty without lines. */
export function reportBlock(head: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${head}\n${lines.join("")}`;
}

/** `2 added, 1 changed`; empty if nothing changed. */
export function changeCounts(changes: readonly string[]): string {
  return ["added", "changed", "removed"]
    .map((kind) => ({ kind, count: changes.filter((change) => change === kind).length }))
    .flatMap(({ kind, count }) => (count > 0 ? [`${count} ${kind}`] : []))
    .join(", ");
}

/** `federation.yaml:3` */
export function placeText({ source, start }: Place): string {
  return `${source.name}:${source.position(start).line}`;
}
