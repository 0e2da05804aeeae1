/** The reason why the bytes of a file are not UTF-8, and its place in the decoded text. */
export interface WrongEncoding {
  readonly start: number;
  readonly message: string;
  readonly help: string;
}

/** A text that findings point into, and its name. */
export class Source {
  readonly name: string;
  readonly text: string;
  /** Undefined if the text is UTF-8. */
  readonly wrongEncoding: WrongEncoding | undefined;
  #lineStarts: number[] | undefined;

  constructor(name: string, text: string, wrongEncoding?: WrongEncoding) {
    this.name = name;
    this.text = text;
    this.wrongEncoding = wrongEncoding;
  }

  /** The line and column of an offset, both from 1. Columns count UTF-16 units, as in editors. */
  position(offset: number): { line: number; column: number } {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The text of a line without its line break. Lines count from 1. */
  line(number: number): string {
    const starts = this.#starts();
    const start = starts[number - 1] ?? this.text.length;
    const end = starts[number] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, "");
  }

  #starts(): number[] {
    if (!this.#lineStarts) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
    }
    return this.#lineStarts;
  }
}

/** A part of a source, from the offset `start` up to but not including `end`. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}
