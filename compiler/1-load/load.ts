import type { Certificate } from "../certificates/certificate.ts";
import type { Findings } from "../findings/finding.ts";
import type { Source } from "../findings/source.ts";
import type { FederationFile, RootEntry } from "./federation-file.ts";
import { type ReadFile, readRoots } from "./roots.ts";
import { checkSchema } from "./schema/schema.ts";
import { reportSecrets } from "./secrets.ts";
import type { Spans } from "./spans.ts";
import { reportConflicts } from "./yaml/conflict-markers.ts";
import { parse } from "./yaml/parse.ts";
import { checkSize, reportEncoding, scan } from "./yaml/scan.ts";

export type { ReadFile };

/** What was written, where, and what it refers to outside. */
export interface Loaded {
  readonly file: FederationFile;
  readonly at: Spans;
  readonly roots: ReadonlyMap<RootEntry, readonly Certificate[]>;
}

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * From text to data. Every stage reports all that it finds, and the next one begins only where nothing was: what comes later would mislead, or
 * print a line that must not be printed. Undefined when errors were reported.
 */
export function load(
  source: Source,
  readFile: ReadFile,
  findings: Findings,
  limits: { readonly maxBytes?: number } = {},
): Loaded | undefined {
  const maxBytes = limits.maxBytes ?? MAX_BYTES;
  checkSize(source, maxBytes, findings);
  if (!findings.hasErrors) reportSecrets(source, findings);
  if (!findings.hasErrors) reportEncoding(source, findings);
  if (!findings.hasErrors) reportConflicts(source, findings);
  if (!findings.hasErrors) scan(source, maxBytes, findings);
  const parsed = findings.hasErrors ? undefined : parse(source, findings);
  const file = parsed && checkSchema(parsed.data, parsed.at, findings);
  if (!parsed || !file) return undefined;
  const roots = readRoots(file, parsed.at, readFile, findings);
  return findings.hasErrors ? undefined : { file, at: parsed.at, roots };
}
