/** The block collections that are open at a line, by the columns they began in. */
export class OpenBlocks {
  readonly #open: { readonly column: number; readonly sequence: boolean }[] = [];
  /** A key or a dash stands there without its value yet. */
  waiting = false;

  get depth(): number {
    return this.#open.length;
  }

  get empty(): boolean {
    return this.#open.length === 0;
  }

  filled(): void {
    this.waiting = false;
  }

  /** Whether a lone value in this column can be what the last key or dash waits for. */
  takesValue(column: number): boolean {
    const top = this.#open.at(-1);
    return this.waiting && (!top || column > top.column);
  }

  /**
   * An entry of a mapping or a list begins in a column; `nested` if on the line of the dash it belongs to. Closes what it ends, opens what
   * begins with it. Says what does not fit: its indentation, or that it is an item among keys or a key among items.
   */
  open(column: number, sequence: boolean, nested: boolean): "fine" | "indentation" | "kind" {
    let top = this.#open.at(-1);
    const wanted = nested || this.waiting || !top;
    this.waiting = true;
    if (nested || (top && column > top.column)) {
      if (!wanted) return "indentation";
      this.#open.push({ column, sequence });
      return "fine";
    }
    const below = top;
    while (top && top.column > column) {
      this.#open.pop();
      top = this.#open.at(-1);
    }
    if (!top) {
      if (below) return "indentation";
      this.#open.push({ column, sequence });
      return "fine";
    }
    if (top.column < column) return "indentation";
    if (top.sequence === sequence) return "fine";
    if (sequence) {
      // a list may stand in the column of the key it is the value of
      if (below !== top || !wanted) return "kind";
      this.#open.push({ column, sequence });
      return "fine";
    }
    this.#open.pop();
    const mapping = this.#open.at(-1);
    if (mapping && mapping.column === column && !mapping.sequence) return "fine";
    this.#open.push(top);
    return "kind";
  }
}
