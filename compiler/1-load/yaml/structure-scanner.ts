import type { Findings } from "../../findings/finding.ts";
import type { Source } from "../../findings/source.ts";
import { FlowScanner } from "./flow-scanner.ts";
import { OpenBlocks } from "./open-blocks.ts";
import { belongsTo, MISTAKES, mistakeAfterValue, noPairIn, type SyntaxMistake, tabs } from "./syntax-mistakes.ts";

/**
 * Walks over the structure of a text as YAML 1.2 reads it, line by line in blocks, bracket by bracket in flow collections, and reports what is
 * wrong. Builds nothing: the YAML library does that with what passes.
 */
export class StructureScanner extends FlowScanner {
  readonly #blocks = new OpenBlocks();
  #begun = false;
  /** The whole text is one value, which has ended. */
  #complete = false;
  #lineStart = 0;
  /** Where a block scalar ended: the next line has begun there. */
  #bodyEnd = -1;
  /** After a mistake, lines indented at least so far say nothing new. */
  #quiet = Number.POSITIVE_INFINITY;
  /** The column of a `?`: the `:` that belongs to it says nothing new. */
  #explicitKey = -1;

  constructor(source: Source, findings: Findings, maxFindings: number, maxEntries: number) {
    super(source, findings, maxFindings, maxEntries);
    if (this.text.startsWith("\ufeff")) this.pos = 1;
  }

  run(): void {
    while (this.pos < this.text.length && !this.stopped) this.#line();
  }

  /** A line in block context: nothing, or where one entry begins (which may end many lines later). */
  #line(): void {
    this.#lineStart = this.pos;
    this.skipSpaces();
    const tab = this.pos;
    if (!this.atLineEnd() && this.#stillQuiet(tab - this.#lineStart)) {
      this.skipLine();
      return;
    }
    if (this.skipBlanks() && !this.atLineEnd() && this.text[tab] === "\t") {
      this.#tab(tab);
    } else if (this.atLineEnd()) this.skipLine();
    else if (tab === this.#lineStart && this.#marker()) return;
    else this.#entry(tab - this.#lineStart);
  }

  /** Tells of the first alone: where one is, most lines have them, and nothing that follows is indented as it looks. */
  #tab(at: number): void {
    this.#report(tabs(this.text.slice(at).match(/^[ ]*\t[ \t]*[^\s#]/gm)?.length ?? 1), at, at + 1);
    this.stopped = true;
  }

  #stillQuiet(column: number): boolean {
    if (column >= this.#quiet) return true;
    if (column === this.#quiet - 1 && "]}".includes(this.text[this.pos] ?? " ")) return true;
    this.#quiet = Number.POSITIVE_INFINITY;
    return false;
  }

  /** `---`, `...` and `%` at the beginning of a line. Says whether the line is done with. */
  #marker(): boolean {
    const start = this.pos;
    const word = this.text.slice(start, start + 3);
    if (this.text[start] === "%") {
      this.#report(MISTAKES.directive, start, this.lineEnd());
    } else if ((word === "---" || word === "...") && this.emptyAt(start + 3)) {
      if (word === "---" && !this.#begun) {
        this.#begun = true;
        this.pos = start + 3;
        this.skipBlanks();
        if (this.atLineEnd()) this.skipLine();
        else this.#entry(0);
        return true;
      }
      this.#report(word === "---" ? MISTAKES.secondDocument : MISTAKES.documentEnd, start, start + 3);
      this.stopped = true;
    } else return false;
    this.skipLine();
    return true;
  }

  /** An entry of a block: `- ` as often as it stands there, then a key with its value, or a lone value. */
  #entry(column: number): void {
    if (this.#complete) {
      this.stopped = true;
      this.#wrong(MISTAKES.afterValue, this.pos, this.lineEnd());
      return;
    }
    this.#begun = true;
    const line = this.#lineStart;
    let nested = false;
    while (this.text[this.pos] === "-" && this.emptyAt(this.pos + 1)) {
      const dash = this.pos;
      if (!this.#open(column, true, nested, dash)) return;
      nested = true;
      this.indentNext = column + 1;
      this.count();
      this.pos++;
      this.skipBlanks();
      if (this.atLineEnd()) {
        this.skipLine();
        return;
      }
      column = this.pos - line;
    }
    if (!nested && this.indentNext > column) this.indentNext = column;
    const start = this.pos;
    if (this.text[start] === ":" && this.emptyAt(start + 1)) {
      if (column === this.#explicitKey) {
        this.#quiet = column + 1;
        this.skipLine();
      } else {
        // What is indented deeper belongs to the missing key.
        this.#blocks.open(column, false, nested);
        this.#quiet = column + 1;
        this.#wrong(MISTAKES.noKey, start, start + 1);
      }
      this.#explicitKey = -1;
      return;
    }
    const ended = this.#node();
    if (ended === undefined) return;
    if (this.#atColon()) this.#pair(column, nested, start, ended);
    else this.#lone(column, nested, start);
  }

  /** The rest of `key: value`, from the colon on. */
  #pair(column: number, nested: boolean, start: number, ended: number): void {
    if ("[{".includes(this.text[start] ?? "")) {
      this.#wrong(MISTAKES.notAKey, start, ended);
      return;
    }
    const lineBreak = this.text.slice(start, ended).indexOf("\n");
    if (lineBreak >= 0) {
      const colonLine = this.text.lastIndexOf("\n", ended - 1) + 1;
      this.#blocks.open(column, false, nested);
      this.#wrong(MISTAKES.noPair, start, start + lineBreak);
      // The line with the colon is one of its own, unless it is indented deeper.
      if (!nested && !this.stopped && !this.text.startsWith(" ".repeat(column + 1), colonLine)) this.pos = colonLine;
      return;
    }
    if (!this.#open(column, false, nested, start)) return;
    this.indentNext = column + 1;
    this.pos++;
    this.skipBlanks();
    if (this.atLineEnd()) {
      this.skipLine();
      return;
    }
    if (this.text[this.pos] === "-" && this.emptyAt(this.pos + 1)) {
      this.#wrong(MISTAKES.listOnLine, this.pos, this.pos + 1);
      return;
    }
    this.#blocks.filled();
    const valueStart = this.pos;
    const valueEnd = this.#node();
    if (valueEnd === undefined) return;
    if (this.#atColon()) {
      this.#secondColon(start, valueStart, valueEnd);
      return;
    }
    this.#end();
  }

  #atColon(): boolean {
    return this.text[this.pos] === ":" && this.emptyAt(this.pos + 1) && this.pos !== this.#bodyEnd;
  }

  #secondColon(key: number, start: number, end: number): void {
    const lineStart = this.text.lastIndexOf("\n", this.pos) + 1;
    if (lineStart <= start) {
      this.#wrong(MISTAKES.secondColon, this.pos, this.pos + 1);
      return;
    }
    let first = lineStart;
    while (this.text[first] === " ") first++;
    const name = this.text.slice(key, this.text.indexOf(":", key));
    this.#quiet = first - lineStart;
    this.#wrong(belongsTo(name), first, Math.max(end, first + 1));
  }

  /** A value without a key before it: an item of a list, or what a key on an earlier line waits for. */
  #lone(column: number, nested: boolean, start: number): void {
    this.#complete = this.#blocks.empty;
    if (!nested && !this.#complete && !this.#blocks.takesValue(column)) {
      this.#wrong(noPairIn(this.text.slice(start, this.lineEnd(start))), start, this.lineEnd(start));
      return;
    }
    this.#blocks.filled();
    this.#end();
  }

  /** After a value only a comment may stand. */
  #end(): void {
    if (this.pos === this.#bodyEnd) return;
    const blanks = this.skipBlanks();
    if (this.pos >= this.text.length || this.atNewline() || (blanks && this.text[this.pos] === "#")) {
      this.skipLine();
      return;
    }
    this.#wrong(mistakeAfterValue(this.text, this.pos), this.pos, this.lineEnd());
  }

  #open(column: number, sequence: boolean, nested: boolean, start: number): boolean {
    const opened = this.#blocks.open(column, sequence, nested);
    if (opened === "fine") return this.enter(this.#blocks.depth, start);
    const mistake = opened === "indentation" ? MISTAKES.indentation : sequence ? MISTAKES.itemAmongKeys : MISTAKES.keyAmongItems;
    this.#quiet = column;
    this.#wrong(mistake, start, this.lineEnd(start));
    return false;
  }

  /** Reports a mistake, and goes on behind its line. */
  #wrong(mistake: SyntaxMistake, start: number, end: number): void {
    this.#report(mistake, start, end);
    this.#blocks.filled();
    this.skipLine();
  }

  #report({ code, message, help }: SyntaxMistake, start: number, end: number): void {
    this.syntax(code, start, end, message, help);
  }

  /** One value or key. Returns its end and stands behind it and the blanks after it, or undefined if it cannot be read. */
  #node(): number | undefined {
    const allowed = this.allowed();
    if (!allowed && this.text[this.pos] === "?") this.#explicitKey = this.pos - this.#lineStart;
    const body = allowed && "|>".includes(this.text[this.pos] ?? " ");
    const fine = allowed && (body ? this.blockScalar() : this.#inline());
    if (!fine) {
      this.#quiet = Math.max(this.indentNext, 1);
      this.#blocks.filled();
      this.skipLine();
      return undefined;
    }
    const end = this.pos;
    if (body) this.#bodyEnd = end;
    else this.skipBlanks();
    if (this.text[this.pos] !== ":") this.pos = end;
    return end;
  }

  #inline(): boolean {
    const first = this.text[this.pos] ?? "";
    if (first === "[" || first === "{") return this.flow(this.#blocks.depth);
    return first === '"' || first === "'" ? this.quoted() : this.plain(false);
  }
}
