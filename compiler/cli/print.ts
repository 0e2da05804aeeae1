import type { Answer, FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { findingAsJson } from "../findings/formats/json.ts";
import { coloured, type Paint, plain } from "../findings/formats/paint.ts";
import { printable, printableJson } from "../findings/formats/printable.ts";
import { findingsAsText, mostFindings } from "../findings/formats/text.ts";

/** Says an answer to people: the answer itself on standard output, all else on standard error. */
export function printText({ findings, warnings = [], failure, text }: Answer): void {
  const paint = paintFor(process.stderr);
  const told = [
    findingsAsText(findings, paint),
    ...warnings.map((warning) => remarkAsText(`${paint("warning", "warning")}${paint("strong", ":")} `, "", warning, paint)),
    failure ? failureAsText(failure, paint) : "",
  ].filter((part) => part !== "");
  if (told.length > 0) process.stderr.write(told.join("\n"));
  if (text) process.stdout.write(text(paintFor(process.stdout)));
}

/** Says an answer to programs. The version changes when a field changes its meaning or goes. */
export function printJson(command: string | undefined, { ok, findings, warnings = [], failure, fields }: Answer): void {
  const document = {
    version: 1,
    ...(command !== undefined && { command }),
    ok,
    findings: findings.slice(0, mostFindings).map((finding: Finding) => findingAsJson(finding)),
    moreFindings: Math.max(0, findings.length - mostFindings),
    warnings,
    ...(failure && { error: failure }),
    ...fields,
  };
  process.stdout.write(`${printableJson(document)}\n`);
}

/** Colour only on a terminal, and only where nobody asked for none (https://no-color.org). */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== "dumb" ? coloured : plain;
}

function failureAsText({ reasons = [], ...failure }: FailureReport, paint: Paint): string {
  const head = remarkAsText(`${paint("error", "error")}${paint("strong", ":")} `, "", failure, paint);
  return head + reasons.map((reason) => remarkAsText("- ", "  ", reason, paint)).join("");
}

function remarkAsText(head: string, indent: string, { message, help }: Remark, paint: Paint): string {
  const way = help === undefined ? "" : `${indent}  ${paint("faint", "=")} ${paint("help", "help")}: ${printable(help)}\n`;
  return `${indent}${head}${printable(message)}\n${way}`;
}
