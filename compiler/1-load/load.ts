import type { Certificate } from "../certificates/certificate.ts";
import { Findings } from "../findings/finding.ts";
import type { Source } from "../findings/source.ts";
import type { FederationFile, RootEntry } from "./federation-file.ts";
import { reportOtherDocument } from "./other-document.ts";
import { type ReadFile, readRoots } from "./roots.ts";
import { checkSchema } from "./schema/schema.ts";
import { reportSecrets } from "./secrets.ts";
import type { Spans } from "./spans.ts";
import { reportConflicts, reportIndentedConflicts } from "./yaml/conflict-markers.ts";
import { parse } from "./yaml/parse.ts";
import { type PlainDocument, readPlain } from "./yaml/plain-reader.ts";
import { BYTES_PER_ENTRY, checkSize, reportEncoding, scan } from "./yaml/scan.ts";

export type { ReadFile };

/** A loaded file: its data, the places of its entries, and the certificates that it refers to. */
export interface Loaded {
  readonly file: FederationFile;
  readonly at: Spans;
  readonly roots: ReadonlyMap<RootEntry, readonly Certificate[]>;
}

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * From text to data. Every stage reports all that it finds. The next one begins only if there were no errors, since later findings would
 * mislead, or print a line with a secret. Undefined if errors were reported.
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
  const parsed = findings.hasErrors ? undefined : read(source, maxBytes, findings);
  if (parsed) reportOtherDocument(parsed.data, parsed.at, findings);
  const file = parsed && !findings.hasErrors ? checkSchema(parsed.data, parsed.at, findings) : undefined;
  if (!parsed || !file) return undefined;
  const roots = readRoots(file, parsed.at, readFile, findings);
  return findings.hasErrors ? undefined : { file, at: parsed.at, roots };
}

/**
 * From text to plain data; undefined if it reported errors. The scanner and the YAML library see only what the fast reader leaves to them. An
 * indented conflict is reported once, not line by line.
 */
function read(source: Source, maxBytes: number, findings: Findings): PlainDocument | undefined {
  const plain = readPlain(source, maxBytes / BYTES_PER_ENTRY);
  if (plain) return plain;
  const found = new Findings();
  scan(source, maxBytes, found);
  const parsed = found.hasErrors ? undefined : parse(source, found);
  if (found.hasErrors && reportIndentedConflicts(source, findings)) return undefined;
  for (const finding of found.sorted()) findings.add(finding);
  return parsed;
}
