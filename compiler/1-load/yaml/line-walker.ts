import type { Findings } from "../../findings/finding.ts";
import type { Source } from "../../findings/source.ts";
import { besideSecret } from "../secrets.ts";

/** The part of the scanner that knows where in the text it is, what a line is, and how to report. */
export class LineWalker {
  readonly text: string;
  pos = 0;
  /** Lines that go on with a text are indented at least so far. */
  indentNext = 0;
  stopped = false;
  readonly #source: Source;
  readonly #findings: Findings;
  #left: number;
  #entriesLeft: number;

  /** `maxEntries` counts the dashes and the entries in brackets. */
  constructor(source: Source, findings: Findings, maxFindings: number, maxEntries: number) {
    this.#source = source;
    this.text = source.text;
    this.#findings = findings;
    this.#left = maxFindings;
    this.#entriesLeft = maxEntries;
  }

  syntax(code: string, start: number, end: number, message: string, help: string): void {
    if (this.#left < 0) return;
    const more = this.#left-- === 0;
    if (more) this.stopped = true;
    const at = { source: this.#source, start, end: Math.max(end, start + 1) };
    this.#findings.add({ code, severity: "error", message, at, help, more, secret: besideSecret(at) });
  }

  fail(start: number, message: string, help: string): false {
    this.syntax("FED107", start, start + 1, message, help);
    return false;
  }

  /** Counts what the YAML library makes an object of. Reports when there is too much of it. */
  count(): void {
    if (this.#entriesLeft-- > 0 || this.stopped) return;
    this.syntax(
      "FED101",
      this.pos,
      this.pos + 1,
      "the file has too many entries for its size limit",
      "is it the right file? if it is, raise the limit with `--max-bytes`",
    );
    this.stopped = true;
  }

  emptyAt(offset: number): boolean {
    const at = this.text.charCodeAt(offset);
    return at === 32 || at === 10 || at === 9 || at === 13 || Number.isNaN(at);
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.pos) === 32) this.pos++;
  }

  /** Over spaces and tabs. Says whether there were any. */
  skipBlanks(): boolean {
    const start = this.pos;
    while (this.text.charCodeAt(this.pos) === 32 || this.text.charCodeAt(this.pos) === 9) this.pos++;
    return this.pos > start;
  }

  atNewline(): boolean {
    const at = this.text[this.pos];
    return at === "\n" || (at === "\r" && this.text[this.pos + 1] === "\n");
  }

  /** At the end of what a line says: a line break, a comment, the end of the text. */
  atLineEnd(): boolean {
    return this.pos >= this.text.length || this.text[this.pos] === "#" || this.atNewline();
  }

  lineEnd(from = this.pos): number {
    const end = this.text.indexOf("\n", from);
    if (end === -1) return this.text.length;
    return this.text[end - 1] === "\r" && end > from ? end - 1 : end;
  }

  /** To the beginning of the next line. */
  skipLine(): void {
    const end = this.text.indexOf("\n", this.pos);
    this.pos = end === -1 ? this.text.length : end + 1;
  }
}
