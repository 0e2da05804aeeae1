/** Why the bytes of a file are no text in UTF-8, and where in what was made of them. */
export interface WrongEncoding {
  readonly start: number;
  readonly message: string;
  readonly help: string;
}

/** A text that findings can point into, and the name people know it by. */
export class Source {
  readonly name: string;
  readonly text: string;
  /** Missing where it is UTF-8, as it should be. */
  readonly wrongEncoding: WrongEncoding | undefined;
  #lineStarts: number[] | undefined;

  constructor(name: string, text: string, wrongEncoding?: WrongEncoding) {
    this.name = name;
    this.text = text;
    this.wrongEncoding = wrongEncoding;
  }

  /** Line and column, both from 1, of an offset. Columns count UTF-16 units, as editors do. */
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

  /** The text of a line, counted from 1, without its line break. */
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

/** A stretch of a source: offsets from `start` up to, not including, `end`. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}
