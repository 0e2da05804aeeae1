import type { Certificate } from "../certificates/certificate.ts";
import { readCertificates } from "../certificates/read-certificate.ts";
import type { Findings } from "../findings/finding.ts";
import type { Place } from "../findings/source.ts";
import type { FederationFile, RootEntry } from "./federation-file.ts";
import { reportSecretIn } from "./secrets.ts";
import type { Spans } from "./spans.ts";

/** Reads a file by its path as written in federation.yaml. If that fails, `problem` completes a sentence that begins with the path. */
export type ReadFile = (path: string) => { readonly text: string } | { readonly problem: string; readonly help?: string };

/** Reads the certificates of every root. Reports unreadable files, secrets, and texts without certificates at `file` or `pem`. */
export function readRoots(file: FederationFile, at: Spans, readFile: ReadFile, findings: Findings): Map<RootEntry, readonly Certificate[]> {
  const roots = new Map<RootEntry, readonly Certificate[]>();
  for (const entry of Object.values(file.trust.roots).flat()) {
    const written = textOf(entry, at, readFile, findings);
    if (written) roots.set(entry, certificatesOf(written.text, written.place, written.name, findings));
  }
  return roots;
}

function textOf(
  entry: RootEntry,
  at: Spans,
  readFile: ReadFile,
  findings: Findings,
): { text: string; place: Place; name: string } | undefined {
  if (entry.file === undefined) return { text: entry.pem ?? "", place: at.key(entry, "pem"), name: "`pem`" };
  const place = at.value(entry, "file");
  const read = readFile(entry.file);
  if ("text" in read) return { text: read.text, place, name: `\`${entry.file}\`` };
  const help = read.help ?? "paths are relative to the folder of federation.yaml";
  findings.add({ code: "FED121", severity: "error", message: `\`${entry.file}\` cannot be read: ${read.problem}`, at: place, help });
  return undefined;
}

function certificatesOf(text: string, place: Place, name: string, findings: Findings): readonly Certificate[] {
  if (reportSecretIn(text, `${name} holds`, place, findings)) return [];
  const form = "a root is one or more certificates in PEM form: `-----BEGIN CERTIFICATE-----`, base64, `-----END CERTIFICATE-----`";
  const { certificates, problem, help = form } = readCertificates(text);
  if (problem !== undefined) findings.add({ code: "FED122", severity: "error", message: `${name} ${problem}`, at: place, help });
  return certificates;
}
