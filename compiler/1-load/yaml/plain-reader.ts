import { Source } from "../../findings/source.ts";
import { NO_ENTRY, Spans } from "../spans.ts";
import { forbiddenCharacters } from "./characters.ts";
import { BLOCK_TEXT, FLOW_TEXT, LEAVE_TO_LIBRARY, LINE_END, type PlainLimits, PlainTexts } from "./plain-texts.ts";

const MAX_DEPTH = 60;
const MAX_LINE = 100_000;

/** Data, and the places of its entries. */
export interface PlainDocument {
  readonly data: object;
  readonly at: Spans;
}

/** A document of a file of manifests. The places are those in the document's own text, before which the file has some lines. */
export interface PlainManifest extends PlainDocument {
  readonly linesBefore: number;
}

/** Escapes can hide a secret or write an invisible character in a federation.yaml: the slower way looks for both. */
const FEDERATION_LIMITS = { text: MAX_LINE, escaped: 40 };
/** fedc writes whole bundles of certificates into one text. */
const MANIFEST_LIMITS = { text: Number.POSITIVE_INFINITY, escaped: Number.POSITIVE_INFINITY, entries: Number.POSITIVE_INFINITY };

/**
 * Reads the YAML that people write: collections in blocks and in brackets, texts on one line, `|` texts, comments. Values and places come in one
 * pass. Undefined for everything else, right or wrong: then the scanner and the YAML library read the text and say what is wrong. The reader
 * itself never calls a text wrong. `test/plain-reader.test.ts` compares what it reads with the library's answers.
 *
 * @param maxEntries how many entries a text may have before the scanner is to refuse it
 */
export function readPlain(source: Source, maxEntries: number): PlainDocument | undefined {
  return isPlainText(source.text) ? read(source, { ...FEDERATION_LIMITS, entries: maxEntries }) : undefined;
}

/**
 * Reads a file of manifests in the same way: its documents that are not empty, each with the places in its own text and the number of lines
 * before that. Undefined if one of them is not plain.
 */
export function readPlainManifests(text: string): readonly PlainManifest[] | undefined {
  if (!isPlainText(text)) return undefined;
  const documents: PlainManifest[] = [];
  let linesBefore = 0;
  // Such a line ends a document wherever it stands.
  for (const part of text.split(/^--- *\n/m)) {
    if (/^ *[^ \n#]/m.test(part)) {
      const document = read(new Source("", part), MANIFEST_LIMITS);
      if (!document) return undefined;
      documents.push({ ...document, linesBefore });
    }
    linesBefore += part.split("\n").length;
  }
  return documents;
}

function read(source: Source, limits: PlainLimits): PlainDocument | undefined {
  try {
    return new PlainReader(source, limits).document();
  } catch (error) {
    if (error === LEAVE_TO_LIBRARY) return undefined;
    throw error;
  }
}

/** Whether a text has none of the characters that mean something else to each reader. */
function isPlainText(text: string): boolean {
  const plain = !/[^\n -~]/.test(text) || !(/[\t\r\ufeff]/.test(text) || forbiddenCharacters(text, 1).length > 0);
  return plain && !hasLongLine(text);
}

/** A pattern that matches a line of megabytes would need as much stack. */
function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    if ((end === -1 ? text.length : end) - start > MAX_LINE) return true;
    if (end === -1) return false;
    start = end + 1;
  }
  return false;
}

/**
 * A mapping has nothing but its keys. V8 keeps objects of one constructor in half the memory of those without a prototype, and finds their keys
 * faster.
 */
const Mapping = function Mapping() {} as unknown as new () => Record<string, unknown>;
Mapping.prototype = Object.create(null);

/** A list without the room for more that V8 leaves behind its items: for seventeen in one that had none, and most lists have one or two. */
function withoutRoom(list: unknown[]): unknown[] {
  return list.length < 8 ? list.slice() : list;
}

class PlainReader extends PlainTexts {
  readonly #at: Spans;
  #entriesLeft: number;
  #depth = 0;

  constructor(source: Source, limits: PlainLimits) {
    super(source.text, limits);
    this.#at = new Spans(source);
    this.#entriesLeft = limits.entries;
  }

  document(): PlainDocument {
    this.nextContent();
    const data = this.#mapping(this.column);
    if (this.column !== -1) throw LEAVE_TO_LIBRARY;
    return { data, at: this.#at };
  }

  /** A block mapping: its keys begin in the same column. */
  #mapping(column: number): object {
    this.#enter();
    const first = this.pos;
    const data = new Mapping();
    let entry = NO_ENTRY;
    do {
      const start = this.pos;
      const name = this.key();
      const end = this.pos;
      if (name in data || this.text[end] !== ":") throw LEAVE_TO_LIBRARY;
      this.pos = end + 1;
      data[name] = this.#blockValue(column, false);
      entry = this.#at.record(entry, name, start, end, this.start, this.end);
    } while (this.column === column);
    this.#at.close(data, entry);
    this.#leave(column, first);
    return data;
  }

  /** A list of dashes in a column. */
  #sequence(column: number): unknown[] {
    this.#enter();
    const first = this.pos;
    let data: unknown[] = [];
    let entry = NO_ENTRY;
    do {
      this.#count();
      this.pos++;
      const value = this.#blockValue(column, true);
      entry = this.#at.record(entry, data.length, this.start, this.end, this.start, this.end);
      data.push(value);
    } while (this.column === column && this.atDash());
    data = withoutRoom(data);
    this.#at.close(data, entry);
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

  /** Reads the value behind a colon or a dash, to the end of the line. Afterwards the reader is at the next content. */
  #blockValue(column: number, inSequence: boolean): unknown {
    const colon = this.pos;
    if (this.skip(LINE_END)) {
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
    if (!this.skip(LINE_END)) throw LEAVE_TO_LIBRARY;
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
    let data: unknown[] | Record<string, unknown> = isList ? [] : new Mapping();
    let entry = NO_ENTRY;
    this.pos++;
    for (let more = this.flowBlanks(column) !== close; more; ) {
      this.#count();
      const keyStart = this.pos;
      const name = Array.isArray(data) ? data.length : this.key();
      const keyEnd = this.pos;
      if (typeof name === "string") {
        if (name in data || this.text[keyEnd] !== ":" || !this.isBlank(keyEnd + 1)) throw LEAVE_TO_LIBRARY;
        this.pos++;
        this.flowBlanks(column);
      }
      const valueStart = this.pos;
      const value = this.#atBracket() ? this.#flow(column) : this.scalar(FLOW_TEXT);
      entry = this.#at.record(entry, name, keyStart, isList ? this.pos : keyEnd, valueStart, this.pos);
      (data as Record<string, unknown>)[name] = value;
      const next = this.flowBlanks(column);
      if (next === ",") {
        this.pos++;
        this.flowBlanks(column);
      } else if (next === close) more = false;
      else throw LEAVE_TO_LIBRARY;
    }
    if (Array.isArray(data)) data = withoutRoom(data);
    this.#at.close(data, entry);
    this.pos++;
    this.#depth--;
    return data;
  }
}
