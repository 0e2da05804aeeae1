import { falseBlank } from "./characters.ts";
import { LineWalker } from "./line-walker.ts";

/** No field holds more than half of it. */
const LONGEST_TEXT = 131_072;
const ESCAPES = /\\(?:[0abtnvfre "/\\N_LP\t]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n)/y;
const WORD = /[^\s,[\]{}]*/y;
const REFUSED: Readonly<Record<string, readonly [what: string, help: string]>> = {
  "&": ["an anchor", "write the value out wherever it is needed"],
  "*": ["an alias", "write the value out, or put the text in quotes if it is meant to begin with `*`"],
  "!": ["a tag", "take it out, or put the text in quotes if it is meant to begin with `!`"],
};

/** The part of the scanner that walks over texts: plain, quoted and block scalars, blanks and comments. */
export class TextScanner extends LineWalker {
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
      WORD.lastIndex = this.pos + 1;
      WORD.test(this.text);
      const end = WORD.lastIndex;
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
        const blank = falseBlank(character);
        if (blank) return this.#blank(at, blank);
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

  #blank(at: number, name: string): false {
    const indents = this.text.slice(this.text.lastIndexOf("\n", at) + 1, at).trim() === "";
    if (indents)
      this.syntax("FED103", at, at + 1, `here stands ${name}, in the indentation`, "indent with plain spaces: no other blank counts");
    else this.syntax("FED103", at, at + 1, `here stands ${name}`, "take it out, or type a plain space; in quotes it may stay");
    this.pos = at;
    return false;
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
}
