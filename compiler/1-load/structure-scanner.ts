import type { Findings } from "../findings/finding.ts";
import type { Source } from "../findings/source.ts";
import { FlowScanner } from "./flow-scanner.ts";
import { OpenBlocks } from "./open-blocks.ts";

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

  constructor(source: Source, findings: Findings, most: number, mostEntries: number) {
    super(source, findings, most, mostEntries);
    if (this.text.startsWith("\ufeff")) this.pos = 1;
  }

  run(): void {
    while (this.pos < this.text.length && !this.stopped) {
      this.count();
      this.#line();
    }
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
      this.syntax("FED106", tab, tab + 1, "a tab stands in the indentation", "indent with spaces; YAML allows no tabs there");
      this.skipLine();
    } else if (this.atLineEnd()) this.skipLine();
    else if (tab === this.#lineStart && this.#marker()) return;
    else this.#entry(tab - this.#lineStart);
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
      this.syntax("FED105", start, this.lineEnd(), "this is a YAML directive", "take it out: federation.yaml is plain YAML 1.2");
    } else if ((word === "---" || word === "...") && this.emptyAt(start + 3)) {
      if (word === "---" && !this.#begun) {
        this.#begun = true;
        this.pos = start + 3;
        this.skipBlanks();
        if (this.atLineEnd()) this.skipLine();
        else this.#entry(0);
        return true;
      }
      const help = "keep one document per file, without `...`, and with `---` only at its beginning";
      this.syntax("FED105", start, start + 3, word === "---" ? "a second document begins here" : "the document ends here", help);
      this.stopped = true;
    } else return false;
    this.skipLine();
    return true;
  }

  /** An entry of a block: `- ` as often as it stands there, then a key with its value, or a lone value. */
  #entry(column: number): void {
    if (this.#complete) {
      this.stopped = true;
      this.#wrong("FED107", this.pos, this.lineEnd(), "there is text after the end of the value", "indent it as what it belongs to");
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
      this.#wrong("FED107", start, start + 1, "the key before this colon is missing", "write `key: value`");
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
      this.#wrong(
        "FED110",
        start,
        ended,
        "a list or a mapping stands where a key is expected",
        "a key is one word; put text with brackets in quotes",
      );
      return;
    }
    const lineBreak = this.text.slice(start, ended).indexOf("\n");
    if (lineBreak !== -1) {
      this.#wrong("FED107", start, start + lineBreak, "this line has no `key: value`", "is a colon with a space after it missing here?");
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
      this.#wrong(
        "FED107",
        this.pos,
        this.pos + 1,
        "a list begins on the line of its key",
        "begin it on the next line, or write it in brackets: `[a, b]`",
      );
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
      const help = "put the value in quotes if the colon belongs to it, else begin a new line";
      this.#wrong("FED107", this.pos, this.pos + 1, "a second colon stands on this line", help);
      return;
    }
    let first = lineStart;
    while (this.text[first] === " ") first++;
    const name = this.text.slice(key, this.text.indexOf(":", key));
    const help = `indent it like \`${short(name)}\`, or leave the value of \`${short(name)}\` out`;
    this.#quiet = first - lineStart;
    this.#wrong(
      "FED106",
      first,
      Math.max(end, first + 1),
      `this is indented as if it belonged to \`${short(name)}\`, which has a value already`,
      help,
    );
  }

  /** A value without a key before it: an item of a list, or what a key on an earlier line waits for. */
  #lone(column: number, nested: boolean, start: number): void {
    this.#complete = this.#blocks.empty;
    if (!nested && !this.#complete && !this.#blocks.takesValue(column)) {
      this.#wrong("FED107", start, this.lineEnd(start), "this line has no `key: value`", "is a colon with a space after it missing here?");
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
    this.#wrong(
      "FED107",
      this.pos,
      this.lineEnd(),
      "there is text after the end of the value",
      "is a comma, a blank before `#`, or a quote missing or too much?",
    );
  }

  #open(column: number, sequence: boolean, nested: boolean, start: number): boolean {
    const opened = this.#blocks.open(column, sequence, nested);
    if (opened !== "fine") this.#quiet = column;
    if (opened === "indentation") this.#indentation(start);
    else if (opened === "kind") {
      const [here, there] = sequence ? ["a list item", "keys"] : ["a key", "list items"];
      this.#wrong(
        "FED107",
        start,
        this.lineEnd(start),
        `${here} stands among ${there}`,
        "indent it as what it belongs to, or begin it with what its neighbours begin with",
      );
    } else if (this.enter(this.#blocks.depth, start)) return true;
    return false;
  }

  #indentation(start: number): void {
    this.#wrong(
      "FED106",
      start,
      this.lineEnd(start),
      "this line is indented like none above that it could belong to",
      "indent it exactly as its neighbours are",
    );
  }

  #wrong(code: string, start: number, end: number, message: string, help: string): void {
    this.syntax(code, start, end, message, help);
    this.#blocks.filled();
    this.skipLine();
  }

  /** One value or key. Returns its end and stands behind it and the blanks after it, or undefined if it cannot be read. */
  #node(): number | undefined {
    if (!this.allowed()) {
      this.#blocks.filled();
      this.skipLine();
      return undefined;
    }
    const first = this.text[this.pos];
    const body = first === "|" || first === ">";
    const fine = body
      ? this.blockScalar()
      : first === "[" || first === "{"
        ? this.flow(this.#blocks.depth)
        : first === '"' || first === "'"
          ? this.quoted()
          : this.plain(false);
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
}

function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
