import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import { placeAsJson } from "../findings/formats/json.ts";
import { printable } from "../findings/formats/printable.ts";
import type { Environment } from "./workflow-event.ts";

/** Annotates the lines that a finding is about. */
export function findingCommand({ code, severity, message, at, help }: Finding): string {
  const place = at && placeAsJson(at);
  // GitHub refuses columns for a place that covers several lines.
  const columns = place && place.line === place.endLine ? { col: place.column, endColumn: place.endColumn } : {};
  return command(
    severity === "note" ? "notice" : severity,
    { ...(place && { file: place.file, line: place.line, endLine: place.endLine, ...columns }), title: code },
    [message, ...(help?.trimEnd().split("\n") ?? [])],
  );
}

export function remarkCommand(
  kind: "error" | "warning" | "notice",
  { message, help, reasons = [] }: Remark & Partial<FailureReport>,
): string {
  const lines = [{ message, help }, ...reasons].flatMap((remark) => [remark.message, remark.help ?? []].flat());
  return command(kind, { title: "fedc" }, lines);
}

/**
 * The runner obeys such lines on standard output:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
 */
function command(name: string, properties: Readonly<Record<string, string | number>>, lines: readonly string[]): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${property(printable(String(value)))}`);
  return `::${name} ${pairs.join(",")}::${lines.map((line) => data(printable(line))).join("%0A")}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Hands outputs to later steps. The end mark of values is random, so that no value can end itself and begin another. */
export function writeOutputs({ GITHUB_OUTPUT: path }: Environment, outputs: Readonly<Record<string, string>>): void {
  if (!path) return;
  const end = `fedc-${randomBytes(16).toString("hex")}`;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`);
  appendFileSync(path, lines.join(""));
}

/** Adds to the run's page. */
export function writeSummary({ GITHUB_STEP_SUMMARY: path }: Environment, markdown: string): void {
  if (path) appendFileSync(path, `${markdown.trimEnd()}\n\n`);
}
