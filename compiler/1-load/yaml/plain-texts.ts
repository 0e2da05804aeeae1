import { falseBlank } from "./characters.ts";

/** Thrown where a text is wrong, or written in a way that only the YAML library reads. */
export const LEAVE_TO_LIBRARY = Symbol("leave to the library");

/** What is left to the library because there is more of it. */
export interface PlainLimits {
  /** Lists' items, and entries in brackets. */
  readonly entries: number;
  /** Characters of a `|` text. */
  readonly text: number;
  /** Characters of a text in double quotes that has escapes. */
  readonly escaped: number;
}

const MAX_KEY = 500;

const KEY = /[\w./][\w./-]*/y;
/** One line of a text without quotes. A colon belongs to it if a character follows, a `#` if one precedes. */
export const BLOCK_TEXT = /[^\s#&*!|>'"%@`?:,[\]{}](?:[^\s:]|:(?=\S)| +(?=[^\s#]))*/y;
export const FLOW_TEXT = /[^\s#&*!|>'"%@`?:,[\]{}](?:[^\s:,[\]{}]|:(?=[^\s,[\]{}])| +(?=[^\s#:,[\]{}]))*/y;
const QUOTED: Readonly<Record<string, RegExp>> = { "'": /'(?:[^'\n]|'')*'/y, '"': /"(?:[^"\\\n]|\\["\\])*"/y };
const BLOCK_SCALAR = /\|-? *\n/y;
export const LINE_END = / *(?: #[^\n]*)?(?:\n|$)/y;

const WORDS = new Map<string, unknown>([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);
/** YAML has fewer blanks than JavaScript: a no-break space is a letter to it. */
const NOT_BLANK = /[^ \n]/;
const NULL = /^(?:~|null|Null|NULL)$/;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
/** How a text begins that may be null, a number or one of `WORDS`. */
const UNLIKE_TEXT = /^[-+.0-9~nNtTfF]/;
/** Every text that some schema of YAML might read as a number. */
const LIKE_A_NUMBER = /^[-+]?(?:0[xo][0-9a-f]+|\.(?:inf|nan)|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?)$/i;

/** Where a reader stands in plain YAML, and the texts that it reads there: keys, values on one line, `|` texts, blanks and comments. */
export class PlainTexts {
  protected readonly text: string;
  protected pos = 0;
  /** The column of the next content, -1 at the end of the text. Known when a line was read to its end. */
  protected column = 0;
  /** Where the value that was read last stands. A block collection ends where its last value does. */
  protected start = 0;
  protected end = 0;

  readonly #limits: PlainLimits;

  constructor(text: string, limits: PlainLimits) {
    this.text = text;
    this.#limits = limits;
  }

  /** From the beginning of a line to the next one that has more than blanks and comments. */
  protected nextContent(): void {
    const text = this.text;
    for (let line = this.pos; ; ) {
      let at = line;
      while (text.charCodeAt(at) === 32) at++;
      const code = text.charCodeAt(at);
      if (code !== 10 && code !== 35) {
        this.pos = at;
        this.column = at < text.length ? at - line : -1;
        return;
      }
      const next = text.indexOf("\n", at);
      line = next === -1 ? text.length : next + 1;
    }
  }

  /** At a dash that begins an item. */
  protected atDash(): boolean {
    return this.text.charCodeAt(this.pos) === 45 && this.isBlank(this.pos + 1);
  }

  /** At a key of a mapping. */
  protected atKey(): boolean {
    const start = this.pos;
    const found = this.skip(QUOTED[this.text[start] ?? ""] ?? KEY) && this.text[this.pos] === ":" && this.isBlank(this.pos + 1);
    this.pos = start;
    return found;
  }

  /** Whether a space, a line break or the end of the text is there. */
  protected isBlank(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === 32 || code === 10 || Number.isNaN(code);
  }

  /** The name of a key; a colon must follow. */
  protected key(): string {
    const key = this.#quoted();
    if (key !== undefined) {
      if (key === "" || key.length > MAX_KEY) throw LEAVE_TO_LIBRARY;
      return key;
    }
    const word = this.match(KEY);
    if (word === undefined || word.length > MAX_KEY || isOddKey(word)) throw LEAVE_TO_LIBRARY;
    return word;
  }

  /** A text in quotes, or one that a pattern matches: a word, a number, or text. */
  protected scalar(pattern: RegExp): unknown {
    const quoted = this.#quoted();
    if (quoted !== undefined) return quoted;
    if (this.atDash()) throw LEAVE_TO_LIBRARY;
    const text = this.match(pattern);
    if (text === undefined || text === "-" || hasFalseBlank(text)) throw LEAVE_TO_LIBRARY;
    if (!UNLIKE_TEXT.test(text)) return text;
    if (INTEGER.test(text)) return Number(text);
    if (NULL.test(text) || LIKE_A_NUMBER.test(text)) throw LEAVE_TO_LIBRARY;
    return WORDS.has(text) ? WORDS.get(text) : text;
  }

  /** Undefined where no quote stands. */
  #quoted(): string | undefined {
    const quote = this.text[this.pos] ?? "";
    const pattern = QUOTED[quote];
    if (!pattern) return undefined;
    const text = this.match(pattern);
    if (text === undefined) throw LEAVE_TO_LIBRARY;
    if (quote === "'") return text.slice(1, -1).replaceAll("''", "'");
    if (!text.includes("\\")) return text.slice(1, -1);
    if (text.length > this.#limits.escaped) throw LEAVE_TO_LIBRARY;
    return text.slice(1, -1).replace(/\\(.)/g, "$1");
  }

  /** Skips blanks, line ends and comments between brackets. Returns the character that stands there. */
  protected flowBlanks(column: number): string | undefined {
    for (;;) {
      if (!this.skip(LINE_END)) {
        while (this.text[this.pos] === " ") this.pos++;
        return this.text[this.pos];
      }
      const lines = this.pos;
      this.nextContent();
      // The library refuses some comments in brackets that begin their lines.
      if (this.column <= column || /^#/m.test(this.text.slice(lines, this.pos))) throw LEAVE_TO_LIBRARY;
    }
  }

  /** A `|` text whose lines are indented deeper than a column. */
  protected blockScalar(column: number): string {
    const start = this.pos;
    const header = this.match(BLOCK_SCALAR);
    const indent = /^ */.exec(this.text.slice(this.pos, this.pos + 200))?.[0] ?? "";
    // The first line that is not blank sets the indentation.
    if (header === undefined || indent.length <= column || this.text[this.pos + indent.length] === "\n") throw LEAVE_TO_LIBRARY;
    const lines: string[] = [];
    while (this.pos < this.text.length) {
      const next = this.text.indexOf("\n", this.pos);
      const line = this.text.slice(this.pos, next === -1 ? undefined : next);
      const isBlank = !NOT_BLANK.test(line);
      if (!line.startsWith(indent) && !isBlank) break;
      if (!line.startsWith(indent) && line !== "") throw LEAVE_TO_LIBRARY;
      lines.push(line.slice(indent.length));
      if (!isBlank) this.end = this.pos + line.length;
      this.pos = next === -1 ? this.text.length : next + 1;
    }
    const text = lines.join("\n").replace(/\n+$/, "");
    if (!NOT_BLANK.test(text) || text.endsWith(" ") || text.length > this.#limits.text) throw LEAVE_TO_LIBRARY;
    this.nextContent();
    if (this.column > column) throw LEAVE_TO_LIBRARY;
    this.start = start;
    return header.startsWith("|-") ? text : `${text}\n`;
  }

  /** The text that a pattern matches here; undefined if there is none. Goes on behind it. */
  protected match(pattern: RegExp): string | undefined {
    const start = this.pos;
    return this.skip(pattern) ? this.text.slice(start, this.pos) : undefined;
  }

  /** Whether a pattern matches here. Goes on behind what it matches. */
  protected skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.pos;
    if (!pattern.test(this.text)) return false;
    this.pos = pattern.lastIndex;
    return true;
  }
}

/** Whether a reader might take a key for another text: `1.0` for `1`, `True` for `true`. */
function isOddKey(word: string): boolean {
  if (!/^[\d.~NnTF]/.test(word)) return false;
  return NULL.test(word) || /^(?:True|TRUE|False|FALSE)$/.test(word) || (LIKE_A_NUMBER.test(word) && !INTEGER.test(word));
}

function hasFalseBlank(text: string): boolean {
  return /[^ -~]/.test(text) && [...text].some((character) => falseBlank(character) !== undefined);
}
