import type { Findings } from "../../findings/finding.ts";
import type { Source } from "../../findings/source.ts";
import { besideSecret } from "../secrets.ts";
import { forbiddenCharacters } from "./characters.ts";
import { StructureScanner } from "./structure-scanner.ts";

/** Texts with more mistakes than this are not worth listing. */
export const MAX_SYNTAX_FINDINGS = 20;

const MIB = 1024 * 1024;

/**
 * Federations have more than twenty bytes to a line or an entry. The library's time and memory go by these, not by bytes: a hostile text has
 * two bytes to each.
 */
export const BYTES_PER_ENTRY = 16;

/** Reports a text of more bytes, or many more lines, than the limit allows. To be asked before anything else: nothing later bounds its own work. */
export function checkSize(source: Source, maxBytes: number, findings: Findings): void {
  const limit = maxBytes % MIB === 0 ? `${maxBytes / MIB} MiB` : `${maxBytes} bytes`;
  if (source.text.length > maxBytes || Buffer.byteLength(source.text) > maxBytes) {
    reportSize(`\`${source.name}\` is larger than ${limit}`, findings);
  } else if (hasMoreLines(source.text, maxBytes / BYTES_PER_ENTRY)) {
    reportSize(`\`${source.name}\` has more lines than a file of ${limit} should have`, findings);
  }
}

function reportSize(message: string, findings: Findings): void {
  findings.add({ code: "FED101", severity: "error", message, help: "is it the right file? if it is, raise the limit with `--max-bytes`" });
}

function hasMoreLines(text: string, max: number): boolean {
  let left = max;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) if (left-- <= 0) return true;
  return false;
}

/** Reports bytes that are no UTF-8. Readers make different texts of them, so nothing else can be said of the file. */
export function reportEncoding(source: Source, findings: Findings): void {
  const { wrongEncoding } = source;
  if (!wrongEncoding) return;
  const { start, message, help } = wrongEncoding;
  const at = { source, start, end: start + 1 };
  findings.add({ code: "FED123", severity: "error", message, at, help, secret: besideSecret(at) });
}

/** Reports characters that may stand nowhere. A text that was saved in a wrong way is full of them: one finding says so. */
function reportCharacters(source: Source, findings: Findings): void {
  const [first, ...others] = forbiddenCharacters(source.text, MAX_SYNTAX_FINDINGS + 1);
  if (!first) return;
  const report = (offset: number, message: string, help: string, more = false) => {
    const end = offset + ((source.text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1);
    findings.add({ code: "FED103", severity: "error", message, at: { source, start: offset, end }, help, more });
  };
  if (/^(?:\0[^\0]|[^\0]\0)/.test(source.text)) {
    report(first.offset, `\`${source.name}\` looks as if it was saved as UTF-16`, "save it as UTF-8");
  } else if (source.text[first.offset] === "\r" && !source.text.includes("\n")) {
    report(first.offset, `the lines of \`${source.name}\` end as on old Macintoshes`, "save it with Unix line ends (LF)");
  } else {
    for (const [index, { offset, name }] of [first, ...others].entries()) {
      const help = "take it out; most editors can show invisible characters";
      report(offset, `here stands ${name}`, help, index === MAX_SYNTAX_FINDINGS);
    }
  }
}

/**
 * Reports what is not plain YAML, and what the YAML library would need much time or stack for: it sees only texts that pass here.
 * One pass without recursion, in time that grows with the text's length only.
 */
export function scan(source: Source, maxBytes: number, findings: Findings): void {
  reportCharacters(source, findings);
  if (!findings.hasErrors) new StructureScanner(source, findings, MAX_SYNTAX_FINDINGS, maxBytes / BYTES_PER_ENTRY).run();
}
