import type { Findings } from "../findings/finding.ts";
import type { Source } from "../findings/source.ts";
import { forbiddenCharacters } from "./characters.ts";
import { StructureScanner } from "./structure-scanner.ts";

/** Texts with more mistakes than this are not worth listing. */
export const MOST_SYNTAX_FINDINGS = 20;

const MIB = 1024 * 1024;

/** Federations have more than twenty bytes per entry. The library's time and memory go by entries: hostile texts have two bytes for each. */
const BYTES_PER_ENTRY = 12;

/** Reports a text of more bytes than the limit. To be asked before anything else: nothing later bounds its own work. */
export function checkSize(source: Source, maxBytes: number, findings: Findings): void {
  if (source.text.length <= maxBytes && Buffer.byteLength(source.text) <= maxBytes) return;
  findings.add({
    code: "FED101",
    severity: "error",
    message: `\`${source.name}\` is larger than ${maxBytes % MIB === 0 ? `${maxBytes / MIB} MiB` : `${maxBytes} bytes`}`,
    help: "is it the right file? if it is, raise the limit with `--max-bytes`",
  });
}

/**
 * Reports what is not plain YAML, and what the YAML library would need much time or stack for: it sees only texts that pass here.
 * One pass without recursion, in time that grows with the text's length only.
 */
export function scan(source: Source, maxBytes: number, findings: Findings): void {
  for (const { offset, name } of forbiddenCharacters(source.text, MOST_SYNTAX_FINDINGS)) {
    findings.add({
      code: "FED103",
      severity: "error",
      message: `here stands ${name}`,
      at: { source, start: offset, end: offset + 1 },
      help: "take it out; most editors can show invisible characters",
    });
  }
  if (!findings.hasErrors) new StructureScanner(source, findings, MOST_SYNTAX_FINDINGS, maxBytes / BYTES_PER_ENTRY).run();
}
