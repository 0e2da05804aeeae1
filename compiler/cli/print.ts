import type { Answer, FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { findingAsJson } from "../findings/formats/json.ts";
import { printable, printableJson } from "../findings/formats/printable.ts";
import { coloured, plain, type Style } from "../findings/formats/style.ts";
import { findingsAsText, maxFindings } from "../findings/formats/text.ts";

/** Prints an answer for people: its text on standard output, everything else on standard error. */
export function printText({ findings, accepted, warnings = [], failure, text }: Answer): void {
  const style = styleFor(process.stderr);
  const blocks = [
    findingsAsText(findings, style, accepted),
    ...warnings.map((warning) => remarkAsText(`${style("warning", "warning")}${style("strong", ":")} `, "", warning, style)),
    failure ? failureAsText(failure, style) : "",
  ].filter((part) => part !== "");
  if (blocks.length > 0) process.stderr.write(blocks.join("\n"));
  if (text) process.stdout.write(text(styleFor(process.stdout)));
}

/** Prints an answer for programs. The version changes when a field is removed or changes its meaning. */
export function printJson(command: string | undefined, { ok, findings, accepted = [], warnings = [], failure, fields }: Answer): void {
  const document = {
    version: 1,
    ...(command !== undefined && { command }),
    ok,
    ...listed("findings", "moreFindings", findings),
    ...listed("accepted", "moreAccepted", accepted),
    warnings,
    ...(failure && { error: failure }),
    ...fields,
  };
  process.stdout.write(`${printableJson(document)}\n`);
}

/** The first findings, and the number of the others. */
function listed(name: string, more: string, findings: readonly Finding[]): Readonly<Record<string, unknown>> {
  return {
    [name]: findings.slice(0, maxFindings).map((finding) => findingAsJson(finding)),
    [more]: Math.max(0, findings.length - maxFindings),
  };
}

/** Colours only for a terminal, and only if NO_COLOR is not set (https://no-color.org). */
function styleFor(stream: NodeJS.WriteStream): Style {
  return stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb" ? coloured : plain;
}

function failureAsText({ reasons = [], ...failure }: FailureReport, style: Style): string {
  const head = remarkAsText(`${style("error", "error")}${style("strong", ":")} `, "", failure, style);
  return head + reasons.map((reason) => remarkAsText("- ", "  ", reason, style)).join("");
}

function remarkAsText(head: string, indent: string, { message, help }: Remark, style: Style): string {
  const helpLine = help === undefined ? "" : `${indent}  ${style("faint", "=")} ${style("help", "help")}: ${printable(help)}\n`;
  return `${indent}${head}${printable(message)}\n${helpLine}`;
}
