import type { Finding, Severity } from "../finding.ts";
import type { Place } from "../source.ts";
import { excerpt } from "./excerpt.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";
import { counted, enumerated } from "./words.ts";

/** The most findings in one output, in every format. */
export const maxFindings = 50;

const severities: readonly Severity[] = ["error", "warning", "note"];

/** All findings, each with its lines, then their number, that of accepted ones, and where to read on. Ends in a line break; empty if there are none. */
export function findingsAsText(findings: readonly Finding[], style: Style, accepted: readonly Finding[] = []): string {
  const [first] = findings;
  if (!first) return accepted.length === 0 ? "" : `${style("strong", `${acceptedCount(accepted)}${placeOf(accepted)}`)}\n`;
  const blocks = findings.slice(0, maxFindings).map((finding) => `${findingAsText(finding, style)}\n`);
  if (findings.length > maxFindings) blocks.push(`and ${findings.length - maxFindings} more\n`);
  const codes = new Set(findings.map((finding) => finding.code));
  const more =
    codes.size === 1
      ? `\`fedc explain ${first.code}\` tells more`
      : `\`fedc explain CODE\` tells more, such as \`fedc explain ${first.code}\``;
  return `${blocks.join("\n")}\n${style("strong", `${countOf(findings, accepted)}${placeOf(findings)}`)}; ${more}\n`;
}

/** ` in federation.yaml`, unless there are several files. */
function placeOf(findings: readonly Finding[]): string {
  const names = new Set(findings.map((finding) => finding.at?.source.name).filter((name) => name !== undefined));
  return names.size === 1 ? ` in ${printable([...names].join())}` : "";
}

/** One finding in the layout of rustc: message, place, the line underlined, the second place, help. No line break at the end. */
export function findingAsText(finding: Finding, style: Style): string {
  const { at, related, help, secret } = finding;
  const gutter = Math.max(...[at, related?.at].map((place) => (place ? String(place.source.position(place.start).line).length : 1)));
  const lines = [
    style(finding.severity, `${finding.severity}[${finding.code}]`) + style("strong", `: ${printable(finding.message)}`),
    ...(at ? shown(at, finding.severity, "-->", gutter, style, secret ? undefined : "") : []),
    ...(related ? shown(related.at, "note", ":::", gutter, style, secret ? undefined : ` ${printable(related.message)}`) : []),
  ];
  if (help !== undefined) {
    const indent = " ".repeat(gutter + 1);
    const [head, ...rest] = help.trimEnd().split("\n").map(printable);
    lines.push(
      `${indent}${style("faint", "=")} ${style("help", "help")}: ${head}`,
      ...rest.map((line) => `${indent}        ${line}`.trimEnd()),
    );
  }
  return lines.join("\n");
}

/** `2 errors, 1 warning, 3 accepted warnings`, or `at least 2 errors` if some were left out. */
export function countOf(findings: readonly Finding[], accepted: readonly Finding[] = []): string {
  const counts = severities.flatMap((severity) => {
    const alike = findings.filter((finding) => finding.severity === severity);
    return alike.length > 0 ? `${alike.some(({ more }) => more) ? "at least " : ""}${counted(alike.length, severity)}` : [];
  });
  return [...counts, ...(accepted.length > 0 ? [acceptedCount(accepted)] : [])].join(", ");
}

function acceptedCount(accepted: readonly Finding[]): string {
  const counts = severities.map((severity) => ({ severity, count: accepted.filter((finding) => finding.severity === severity).length }));
  return enumerated(counts.flatMap(({ severity, count }) => (count > 0 ? counted(count, `accepted ${severity}`) : [])));
}

/** The position of a place and, unless `label` is undefined, its line with the place underlined and the label after that. */
function shown(place: Place, severity: Severity, arrow: string, gutter: number, style: Style, label: string | undefined): string[] {
  const { line, column } = place.source.position(place.start);
  const where = `${" ".repeat(gutter)}${style("faint", arrow)} ${printable(place.source.name)}:${line}:${column}`;
  if (label === undefined) return [where];
  const { text, from, width } = excerpt(place);
  const mark = (arrow === "-->" ? "^" : "-").repeat(width);
  const bar = style("faint", "|");
  const edge = `${" ".repeat(gutter + 1)}${bar}`;
  return [
    where,
    edge,
    `${style("faint", String(line).padStart(gutter))} ${bar} ${text}`.trimEnd(),
    `${edge} ${" ".repeat(from)}${style(severity, `${mark}${label}`)}`,
  ];
}
