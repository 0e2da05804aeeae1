import { Findings } from "../findings/finding.ts";
import type { Source } from "../findings/source.ts";
import { parse } from "./yaml/parse.ts";
import { checkSize, scan } from "./yaml/scan.ts";

/** The names of clusters, groups and services in a text, for completion. The text must be plain YAML, but may break the schema. */
export function writtenNames(
  source: Source,
  maxBytes: number,
): { readonly clusters: string[]; readonly groups: string[]; readonly services: string[] } {
  const findings = new Findings();
  checkSize(source, maxBytes, findings);
  if (!findings.hasErrors) scan(source, maxBytes, findings);
  const data = findings.hasErrors ? undefined : (parse(source, findings)?.data as Record<string, unknown> | undefined);
  return { clusters: keysOf(data?.clusters), groups: keysOf(data?.groups), services: keysOf(data?.services) };
}

/** Only names that the schema allows, since others could mean something to a shell. */
function keysOf(map: unknown): string[] {
  return typeof map === "object" && map !== null ? Object.keys(map).filter((key) => /^[a-z0-9-]+$/.test(key)) : [];
}
