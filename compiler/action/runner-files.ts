import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { Environment } from "./workflow-event.ts";

/** Hands outputs to later steps. The end mark of values is random, so that no value can end itself and begin another. */
export function writeOutputs({ GITHUB_OUTPUT: path }: Environment, outputs: Readonly<Record<string, string>>): void {
  if (!path) return;
  const end = `fedc-${randomBytes(16).toString("hex")}`;
  appendFileSync(
    path,
    Object.entries(outputs)
      .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
      .join(""),
  );
}

/** Adds to the run's page. */
export function writeSummary({ GITHUB_STEP_SUMMARY: path }: Environment, markdown: string): void {
  if (path) appendFileSync(path, `${markdown.trimEnd()}\n\n`);
}
