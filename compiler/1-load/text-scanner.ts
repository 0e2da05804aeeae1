import type { Findings } from "../findings/finding.ts";
import type { Source } from "../findings/source.ts";

/** No field holds more than half of it. */
const LONGEST_TEXT = 131_072;
const ESCAPES = /\\(?:[0abtnvfre "/\\N_LP\t]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n)/y;
const REFUSED: Readonly<Record<string, readonly [what: string, help: string]>> = {
  "&": ["an anchor", "write the value out wherever it is needed"],
  "*": ["an alias", "write the value out, or put the text in quotes if it is meant to begin with `*`"],
  "!": ["a tag", "take it out, or put the text in quotes if it is meant to begin with `!`"],
};

/** The part of the scanner that walks over texts: plain, quoted and block scalars, blanks and comments. */
export class TextScanner {
  readonly text: string;
  pos = 0;
  /** Lines that go on with a text are indented at least so far. */
  indentNext = 0;
  stopped = false;
  readonly #source: Source;
  readonly #findings: Findings;
  #left: number;
  #entriesLeft: number;

  /** `most`: of findings; `mostEntries`: of lines, dashes and what stands between commas. */
  constructor(source: Source, findings: Findings, most: number, mostEntries: number) {
    this.#source = source;
    this.text = source.text;
    this.#findings = findings;
    this.#left = most;
    this.#entriesLeft = mostEntries;
  }

  syntax(code: string, start: number, end: number, message: string, help: string): void {
    if (this.#left-- <= 0) this.stopped = true;
    else this.#findings.add({ code, severity: "error", message, at: { source: this.#source, start, end: Math.max(end, start + 1) }, help });
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
      "the file has too many lines and entries for its size limit",
      "is it the right file? if it is, raise the limit with `--max-bytes`",
    );
    this.stopped = true;
  }

  /** Whether a text that ends here is not too long. Reports it if it is. */
  #bounded(start: number): boolean {
    if (this.pos - start <= LONGEST_TEXT) return true;
    this.syntax(
      "FED101",
      start,
      start + 1,
      `this text is longer than ${LONGEST_TEXT} characters`,
      "is the closing quote missing, or the indentation wrong?",
    );
    this.stopped = true;
    return false;
  }

  /** Reports what may not begin a value: anchors, aliases, tags, explicit keys, reserved characters. */
  allowed(): boolean {
    const first = this.text[this.pos] ?? "";
    const refused = REFUSED[first];
    if (refused) {
      let end = this.pos + 1;
      while (!this.emptyAt(end) && !",[]{}".includes(this.text[end] ?? "")) end++;
      this.syntax("FED105", this.pos, end, `this is ${refused[0]}`, refused[1]);
      return false;
    }
    if (first === "?" && this.emptyAt(this.pos + 1)) {
      this.syntax("FED105", this.pos, this.pos + 1, "this is an explicit key", "write `key: value`");
      return false;
    }
    if (first === "-" && this.emptyAt(this.pos + 1))
      return this.fail(this.pos, "a dash stands in brackets", "separate items in brackets by commas: `[a, b]`");
    if ("@`%,]}".includes(first)) {
      const name = first === "`" ? "a backquote" : `\`${first}\``;
      return this.fail(this.pos, `a text without quotes cannot begin with ${name}`, "put it in quotes, or take the character out");
    }
    return true;
  }

  /** A text in quotes. Stands behind the closing quote afterwards. */
  quoted(): boolean {
    const start = this.pos;
    const quote = this.text[start];
    this.pos++;
    for (; this.pos < this.text.length; this.pos++) {
      const at = this.text[this.pos];
      if (at === quote) {
        if (quote === '"' || this.text[this.pos + 1] !== quote) {
          this.pos++;
          return this.#bounded(start);
        }
        this.pos++;
      } else if (at === "\\" && quote === '"') {
        ESCAPES.lastIndex = this.pos;
        if (!ESCAPES.test(this.text)) {
          return this.#escape();
        }
        this.pos = this.text[ESCAPES.lastIndex - 1] === "\n" ? ESCAPES.lastIndex - 2 : ESCAPES.lastIndex - 1;
      } else if (at === "\n" && !this.#goesOn(this.pos + 1)) break;
    }
    this.syntax("FED107", start, start + 1, "this quote is not closed", `add the closing \`${quote}\``);
    this.pos = Math.min(this.pos, this.lineEnd(start));
    return false;
  }

  #escape(): false {
    return this.fail(
      this.pos,
      `\`\\${this.text[this.pos + 1] ?? ""}\` means nothing in double quotes`,
      "write `\\\\` for a backslash, or use single quotes",
    );
  }

  /** A text without quotes, which may go on in lines that are indented deeper. Stands behind its last character afterwards. */
  plain(inFlow: boolean): boolean {
    const start = this.pos;
    let end = start;
    for (let at = start; at < this.text.length; ) {
      const character = this.text[at] ?? "";
      if (character === ":" && (this.emptyAt(at + 1) || (inFlow && ",[]{}".includes(this.text[at + 1] ?? "")))) break;
      if (inFlow && ",[]{}".includes(character)) break;
      if (character !== " " && character !== "\t" && character !== "\n" && character !== "\r") {
        end = ++at;
        continue;
      }
      let next = at;
      while (this.emptyAt(next) && next < this.text.length) {
        if (this.text[next] === "\n" && !this.#goesOn(next + 1)) {
          this.pos = end;
          return this.#bounded(start);
        }
        next++;
      }
      if (this.text[next] === "#") break;
      at = next;
    }
    this.pos = end;
    return this.#bounded(start);
  }

  /** A `|` or `>` text: its header, then every line that is indented far enough. */
  blockScalar(): boolean {
    const start = this.pos;
    const end = this.lineEnd();
    const header = /^[|>](?:([1-9])[+-]?|[+-]([1-9])?)?[ \t]*(?:[ \t]#.*)?$/.exec(
      this.text.slice(this.pos, Math.min(end, this.pos + 2000)),
    );
    if (!header) {
      this.fail(
        this.pos,
        `there is text on the line of this \`${this.text[this.pos]}\``,
        "begin the text on the next line, indented, or put it in quotes",
      );
      this.pos = end;
      return false;
    }
    const digit = header[1] ?? header[2];
    this.pos = end;
    this.skipLine();
    let indent = digit === undefined ? -1 : Number(digit) - 1 + Math.max(this.indentNext, 1);
    while (this.pos < this.text.length) {
      let first = this.pos;
      while (this.text[first] === " ") first++;
      if (this.text[first] !== "\n" && this.text[first] !== "\r") {
        if (indent === -1) indent = Math.max(first - this.pos, this.indentNext);
        if (first - this.pos < indent) break;
      }
      this.skipLine();
      this.count();
    }
    return this.#bounded(start);
  }

  /** Blanks, line breaks and comments between brackets. Reports brackets that a line outside of them shows to be open. */
  flowBlanks(opened: number): boolean {
    let glued = this.pos > 0 && !this.emptyAt(this.pos - 1);
    for (; this.pos < this.text.length; this.pos++) {
      const at = this.text[this.pos];
      if (at === "#" && !glued) this.pos = this.lineEnd() - 1;
      else if (at === "\n") {
        if (!this.#goesOn(this.pos + 1) && !this.#closes(this.pos + 1)) break;
      } else if (at !== " " && at !== "\t" && at !== "\r") return true;
      glued = false;
    }
    this.syntax(
      "FED107",
      opened,
      opened + 1,
      `this \`${this.text[opened]}\` is not closed`,
      "close it, and indent what stands between the brackets",
    );
    this.pos = Math.min(this.pos, this.text.length);
    return false;
  }

  /** Whether the line at an offset is blank, or indented far enough to belong to the text or the brackets before it. */
  #goesOn(offset: number): boolean {
    let at = offset;
    while (this.text[at] === " ") at++;
    const character = this.text[at];
    if (character === "\n" || (character === "\r" && this.text[at + 1] === "\n")) return true;
    if (this.indentNext > 0) return at - offset >= this.indentNext;
    const word = this.text.slice(offset, offset + 3);
    return !((word === "---" || word === "...") && this.emptyAt(offset + 3));
  }

  /** The last bracket may stand in the column of the entry that it belongs to; comments may stand anywhere. */
  #closes(offset: number): boolean {
    let at = offset;
    while (this.text[at] === " ") at++;
    return this.text[at] === "#" || (at - offset === this.indentNext - 1 && "]}".includes(this.text[at] ?? " "));
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
