import type { Answer, FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { findingAsJson } from "../findings/formats/json.ts";
import { printable, printableJson } from "../findings/formats/printable.ts";
import { coloured, plain, type Style } from "../findings/formats/style.ts";
import { findingsAsText, maxFindings } from "../findings/formats/text.ts";

/** Says an answer to people: the answer itself on standard output, all else on standard error. */
export function printText({ findings, warnings = [], failure, text }: Answer): void {
  const style = paintFor(process.stderr);
  const reported = [
    findingsAsText(findings, style),
    ...warnings.map((warning) => remarkAsText(`${style("warning", "warning")}${style("strong", ":")} `, "", warning, style)),
    failure ? failureAsText(failure, style) : "",
  ].filter((part) => part !== "");
  if (reported.length > 0) process.stderr.write(reported.join("\n"));
  if (text) process.stdout.write(text(paintFor(process.stdout)));
}

/** Says an answer to programs. The version changes when a field changes its meaning or goes. */
export function printJson(command: string | undefined, { ok, findings, warnings = [], failure, fields }: Answer): void {
  const document = {
    version: 1,
    ...(command !== undefined && { command }),
    ok,
    findings: findings.slice(0, maxFindings).map((finding: Finding) => findingAsJson(finding)),
    moreFindings: Math.max(0, findings.length - maxFindings),
    warnings,
    ...(failure && { error: failure }),
    ...fields,
  };
  process.stdout.write(`${printableJson(document)}\n`);
}

/** Colour only on a terminal, and only where nobody asked for none (https://no-color.org). */
export function paintFor(stream: NodeJS.WriteStream): Style {
  return stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb" ? coloured : plain;
}

function failureAsText({ reasons = [], ...failure }: FailureReport, style: Style): string {
  const head = remarkAsText(`${style("error", "error")}${style("strong", ":")} `, "", failure, style);
  return head + reasons.map((reason) => remarkAsText("- ", "  ", reason, style)).join("");
}

function remarkAsText(head: string, indent: string, { message, help }: Remark, style: Style): string {
  const way = help === undefined ? "" : `${indent}  ${style("faint", "=")} ${style("help", "help")}: ${printable(help)}\n`;
  return `${indent}${head}${printable(message)}\n${way}`;
}
