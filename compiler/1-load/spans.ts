import type { Place, Source } from "../findings/source.ts";

/** Numbers of an entry: four offsets, of its key and of its value, and the entry of the same parent that was recorded before it. */
const WIDTH = 5;
const BEFORE = 4;
/** Before the first entry of a parent. */
export const NO_ENTRY = -1;

/** Parents with more entries get an index when one of their last entries is not what was asked for. */
const SHORT = 16;

/** An entry of a new object, and the written entry `key` of `of` whose place it has. */
export interface DerivedEntry {
  readonly name: string | number;
  readonly of: object;
  readonly key: string | number;
}

/**
 * The places of each key, value and item of federation.yaml. All of them lie in one table: a large file has a million entries, and each is
 * recorded but hardly any is asked for.
 */
export class Spans {
  readonly source: Source;
  readonly #names: (string | number)[] = [];
  #numbers = new Int32Array(64 * WIDTH);
  readonly #lastOf = new Map<object, number>();
  readonly #indexes = new Map<object, ReadonlyMap<string | number, number>>();

  constructor(source: Source) {
    this.source = source;
  }

  /**
   * Remembers where an entry stands, and returns it for the next one of the same parent, which names it as `before`. The name of a list's item
   * is its number, and its key and value are the item.
   */
  record(before: number, name: string | number, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): number {
    const at = this.#names.length * WIDTH;
    if (at === this.#numbers.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    const numbers = this.#numbers;
    numbers[at] = keyStart;
    numbers[at + 1] = keyEnd;
    numbers[at + 2] = valueStart;
    numbers[at + 3] = valueEnd;
    numbers[at + BEFORE] = before;
    return this.#names.push(name) - 1;
  }

  /** Says whose entries they were, by the last of them. */
  close(parent: object, last: number): void {
    this.#lastOf.set(parent, last);
  }

  /** Says that the entries of a new object stand where entries of others were written. */
  derive(parent: object, entries: Iterable<DerivedEntry>): void {
    let last = NO_ENTRY;
    for (const { name, of, key } of entries) {
      const from = this.#entry(of, Array.isArray(of) ? Number(key) : String(key)) * WIDTH;
      const [keyStart = 0, keyEnd = 0, valueStart = 0, valueEnd = 0] = from < 0 ? [] : this.#numbers.subarray(from, from + BEFORE);
      last = this.record(last, name, keyStart, keyEnd, valueStart, valueEnd);
    }
    this.close(parent, last);
  }

  /** The place of a key of an object, or of an item of a list. Throws if it was not written. */
  key<T extends object>(parent: T, key: (keyof T & (string | number)) | number): Place {
    return this.#place(parent, key, 0);
  }

  /** The place of the value of a key, or of an item of a list. Throws if it was not written. */
  value<T extends object>(parent: T, key: (keyof T & (string | number)) | number): Place {
    return this.#place(parent, key, 2);
  }

  /** The key or index of the entry of a parent that a place lies in; undefined if there is none. */
  entryAround(parent: object, { start, end }: Place): string | number | undefined {
    let entry = this.#lastOf.get(parent) ?? NO_ENTRY;
    // Entries are recorded in the order of the file.
    while (entry !== NO_ENTRY && (this.#numbers[entry * WIDTH] ?? 0) > start) entry = this.#before(entry);
    return entry !== NO_ENTRY && end <= (this.#numbers[entry * WIDTH + 3] ?? 0) ? this.#names[entry] : undefined;
  }

  #place(parent: object, key: string | number, first: 0 | 2): Place {
    const entry = this.#entry(parent, Array.isArray(parent) ? Number(key) : String(key));
    const [start, end] = [this.#numbers[entry * WIDTH + first], this.#numbers[entry * WIDTH + first + 1]];
    if (entry === NO_ENTRY || start === undefined || end === undefined) throw new Error(`nothing was written for ${String(key)}`);
    return { source: this.source, start, end };
  }

  #entry(parent: object, name: string | number): number {
    const last = this.#lastOf.get(parent) ?? NO_ENTRY;
    let entry = last;
    for (let left = SHORT; entry !== NO_ENTRY && left > 0; left--) {
      if (this.#names[entry] === name) return entry;
      entry = this.#before(entry);
    }
    return entry === NO_ENTRY ? NO_ENTRY : (this.#indexOf(parent, last).get(name) ?? NO_ENTRY);
  }

  #indexOf(parent: object, last: number): ReadonlyMap<string | number, number> {
    const known = this.#indexes.get(parent);
    if (known) return known;
    const index = new Map<string | number, number>();
    for (let entry = last; entry !== NO_ENTRY; entry = this.#before(entry)) {
      const name = this.#names[entry] ?? "";
      if (!index.has(name)) index.set(name, entry);
    }
    this.#indexes.set(parent, index);
    return index;
  }

  #before(entry: number): number {
    return this.#numbers[entry * WIDTH + BEFORE] ?? NO_ENTRY;
  }
}
