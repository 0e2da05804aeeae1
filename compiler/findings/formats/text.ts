import type { Finding, Severity } from "../finding.ts";
import type { Place } from "../source.ts";
import { excerpt } from "./excerpt.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";

/** How many findings are told at once, in every format. */
export const maxFindings = 50;

/** All findings, each with its lines, then how many there are and where to read on. Ends in a line break; empty when there is none. */
export function findingsAsText(findings: readonly Finding[], style: Style): string {
  const [first] = findings;
  if (!first) return "";
  const reported = findings.slice(0, maxFindings).map((finding) => `${findingAsText(finding, style)}\n`);
  if (findings.length > maxFindings) reported.push(`and ${findings.length - maxFindings} more\n`);
  const names = new Set(findings.map((finding) => finding.at?.source.name).filter((name) => name !== undefined));
  const where = names.size === 1 ? ` in ${printable([...names].join())}` : "";
  const codes = new Set(findings.map((finding) => finding.code));
  const more =
    codes.size === 1
      ? `\`fedc explain ${first.code}\` tells more`
      : `\`fedc explain CODE\` tells more, such as \`fedc explain ${first.code}\``;
  return `${reported.join("\n")}\n${style("strong", `${countOf(findings)}${where}`)}; ${more}\n`;
}

/** One finding as rustc shows one: what, where, the line underlined, the second place, the way out. No line break at the end. */
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

/** `2 errors, 1 warning`; `at least 2 errors` where a stage has left some out. */
export function countOf(findings: readonly Finding[]): string {
  const severities: readonly Severity[] = ["error", "warning", "note"];
  const least = (wanted: Severity) => (findings.some(({ severity, more }) => more && severity === wanted) ? "at least " : "");
  return severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${least(severity)}${count} ${severity}${count === 1 ? "" : "s"}`)
    .join(", ");
}

/** Where a place is and, unless `label` is missing, its line with the place underlined and the label behind that. */
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
