import { TextScanner } from "./text-scanner.ts";

const DEPTH = 64;

/** What the flow collections that are open know of the entry they are in. */
interface OpenFlow {
  readonly bracket: string;
  readonly start: number;
  /** A value or a key stands there, and neither comma nor colon after it yet. */
  filled: boolean;
  colon: boolean;
}

/** The part of the scanner that walks over lists and mappings in brackets. */
export class FlowScanner extends TextScanner {
  /** A collection in brackets, with all that is in it. */
  flow(depth: number): boolean {
    const open: OpenFlow[] = [];
    do {
      const outer = open[0];
      if (outer && !this.flowBlanks(outer.start)) return false;
      const top = open.at(-1);
      this.count();
      const start = this.pos;
      const first = this.text[start] ?? "";
      if (first === "[" || first === "{") {
        if (top?.filled) {
          return this.#comma(start);
        }
        if (top) top.filled = true;
        open.push({ bracket: first, start, filled: false, colon: false });
        this.pos++;
        if (!this.enter(depth + open.length, start)) return false;
      } else if (first === "]" || first === "}") {
        if ((first === "]") !== (top?.bracket === "[")) {
          return this.fail(start, `\`${first}\` closes what \`${top?.bracket}\` opened`, "close every bracket with its own kind");
        }
        open.pop();
        this.pos++;
      } else if (top && !this.#flowEntry(top, first)) return false;
    } while (open.length > 0 && !this.stopped);
    return !this.stopped;
  }

  #flowEntry(top: OpenFlow, first: string): boolean {
    const start = this.pos;
    if (first === ",") {
      if (!top.filled && !top.colon)
        return this.fail(start, "nothing stands before this comma", "take the comma out, or write what is missing");
      top.filled = false;
      top.colon = false;
      this.pos++;
      return true;
    }
    if (first === ":" && (top.filled || this.emptyAt(start + 1) || ",[]{}".includes(this.text[start + 1] ?? ""))) {
      if (top.colon) {
        return this.#comma(start);
      }
      if (!top.filled) return this.fail(start, "the key before this colon is missing", "write `key: value`");
      top.filled = false;
      top.colon = true;
      this.pos++;
      return true;
    }
    if (top.filled) {
      return this.#comma(start);
    }
    top.filled = true;
    if (!this.allowed()) return false;
    return first === '"' || first === "'" ? this.quoted() : this.plain(true);
  }

  #comma(start: number): boolean {
    return this.fail(
      start,
      "a comma is missing before this",
      "separate what stands in brackets by commas; put text with a colon in quotes",
    );
  }

  /** Whether one may go so deep. Reports it if not. */
  protected enter(depth: number, start: number): boolean {
    if (depth <= DEPTH) return true;
    this.syntax("FED104", start, start + 1, `this is nested deeper than ${DEPTH} levels`, "nothing in federation.yaml is nested that deep");
    this.stopped = true;
    return false;
  }
}
