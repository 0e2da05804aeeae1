import type { Source } from "../../findings/source.ts";
import { Spans } from "../spans.ts";
import { forbiddenCharacters } from "./characters.ts";
import { BLOCK_TEXT, FLOW_TEXT, LEAVE_TO_LIBRARY, LINE_END, MAX_TEXT, PlainTexts } from "./plain-texts.ts";

const MAX_DEPTH = 60;

/** Data, and the places of its entries. */
export interface PlainDocument {
  readonly data: object;
  readonly at: Spans;
}

/**
 * Reads the YAML that people write: collections in blocks and in brackets, texts on one line, `|` texts, comments. Values and places come in one
 * pass. Undefined for everything else, right or wrong: then the scanner and the YAML library read the text and say what is wrong. The reader
 * itself never calls a text wrong. `test/plain-reader.test.ts` compares what it reads with the library's answers.
 *
 * @param maxEntries how many entries a text may have before the scanner is to refuse it
 */
export function readPlain(source: Source, maxEntries: number): PlainDocument | undefined {
  const { text } = source;
  if (/[\t\r\ufeff]/.test(text) || forbiddenCharacters(text, 1).length > 0 || hasLongLine(text)) return undefined;
  try {
    return new PlainReader(source, maxEntries).document();
  } catch (error) {
    if (error === LEAVE_TO_LIBRARY) return undefined;
    throw error;
  }
}

/** A pattern that matches a line of megabytes would need as much stack. */
function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    if ((end === -1 ? text.length : end) - start > MAX_TEXT) return true;
    if (end === -1) return false;
    start = end + 1;
  }
  return false;
}

class PlainReader extends PlainTexts {
  readonly #at: Spans;
  #entriesLeft: number;
  #depth = 0;

  constructor(source: Source, maxEntries: number) {
    super(source.text);
    this.#at = new Spans(source);
    this.#entriesLeft = maxEntries;
  }

  document(): PlainDocument {
    this.nextContent();
    const data = this.#mapping(this.column);
    if (this.column !== -1) throw LEAVE_TO_LIBRARY;
    return { data, at: this.#at };
  }

  /** A block mapping: its keys stand in a column. */
  #mapping(column: number): object {
    this.#enter();
    const first = this.pos;
    const data: Record<string, unknown> = Object.create(null);
    do {
      const start = this.pos;
      const name = this.key();
      const end = this.pos;
      if (name in data || this.text[end] !== ":") throw LEAVE_TO_LIBRARY;
      this.pos = end + 1;
      data[name] = this.#blockValue(column, false);
      this.#at.record(data, name, [start, end], [this.start, this.end]);
    } while (this.column === column);
    this.#leave(column, first);
    return data;
  }

  /** A list of dashes in a column. */
  #sequence(column: number): unknown[] {
    this.#enter();
    const first = this.pos;
    const data: unknown[] = [];
    do {
      this.#count();
      this.pos++;
      const value = this.#blockValue(column, true);
      const span = [this.start, this.end] as const;
      this.#at.record(data, data.length, span, span);
      data.push(value);
    } while (this.column === column && this.atDash());
    this.#leave(column, first);
    return data;
  }

  #count(): void {
    if (this.#entriesLeft-- <= 0) throw LEAVE_TO_LIBRARY;
  }

  #enter(): void {
    if (++this.#depth > MAX_DEPTH) throw LEAVE_TO_LIBRARY;
  }

  #leave(column: number, first: number): void {
    if (this.column > column) throw LEAVE_TO_LIBRARY;
    this.#depth--;
    this.start = first;
  }

  /** What stands behind a colon or a dash, and all of the line. Afterwards the reader stands at the next content. */
  #blockValue(column: number, inSequence: boolean): unknown {
    const colon = this.pos;
    if (this.match(LINE_END) !== undefined) {
      this.nextContent();
      if (this.column > column) return this.#block(this.column);
      if (this.column === column && !inSequence && this.atDash()) return this.#sequence(column);
      throw LEAVE_TO_LIBRARY;
    }
    while (this.text[this.pos] === " ") this.pos++;
    if (this.pos === colon) throw LEAVE_TO_LIBRARY;
    const start = this.pos;
    const nested = column + 1 + start - colon;
    if (inSequence && (this.atDash() || this.atKey())) return this.#block(nested);
    return this.#inline(column);
  }

  /** A block collection that begins here, in a column. */
  #block(column: number): unknown {
    return this.atDash() ? this.#sequence(column) : this.#mapping(column);
  }

  #atBracket(): boolean {
    return this.text[this.pos] === "[" || this.text[this.pos] === "{";
  }

  /** A value on the line of its colon or dash, and all of its last line. */
  #inline(column: number): unknown {
    const start = this.pos;
    if (this.text[start] === "|") return this.blockScalar(column);
    const value = this.#atBracket() ? this.#flow(column) : this.scalar(BLOCK_TEXT);
    const end = this.pos;
    if (this.match(LINE_END) === undefined) throw LEAVE_TO_LIBRARY;
    this.nextContent();
    if (this.column > column) throw LEAVE_TO_LIBRARY;
    this.start = start;
    this.end = end;
    return value;
  }

  /** A list or a mapping in brackets. Its lines are indented deeper than `column`. */
  #flow(column: number): unknown {
    this.#enter();
    const isList = this.text[this.pos] === "[";
    const close = isList ? "]" : "}";
    const data: unknown[] & Record<string, unknown> = isList ? [] : Object.create(null);
    this.pos++;
    for (let more = this.flowBlanks(column) !== close; more; ) {
      this.#count();
      const [keyStart, name] = [this.pos, isList ? data.length : this.key()];
      const keyEnd = this.pos;
      if (typeof name === "string") {
        if (name in data || this.text[keyEnd] !== ":" || !/[ \n]/.test(this.text[keyEnd + 1] ?? "")) throw LEAVE_TO_LIBRARY;
        this.pos++;
        this.flowBlanks(column);
      }
      const valueStart = this.pos;
      const value = this.#atBracket() ? this.#flow(column) : this.scalar(FLOW_TEXT);
      const span = [valueStart, this.pos] as const;
      this.#at.record(data, name, isList ? span : [keyStart, keyEnd], span);
      data[name as string] = value;
      const next = this.flowBlanks(column);
      if (next === ",") {
        this.pos++;
        this.flowBlanks(column);
      } else if (next === close) more = false;
      else throw LEAVE_TO_LIBRARY;
    }
    this.pos++;
    this.#depth--;
    return data;
  }
}
