import type { Place, Source } from "../findings/source.ts";

/** Offsets of where something begins and ends. */
type Range = readonly [start: number, end: number];

/** Names of the entries of one mapping, in the order of the file, and four offsets for each: of the key, then of the value. Of a list, names are numbers. */
interface WrittenEntries {
  readonly names: (string | number)[];
  readonly offsets: number[];
  /** Made when an entry is first asked for: few mappings ever are, and some have thousands of entries. */
  indexes?: ReadonlyMap<string | number, number>;
}

/** The places of each key, value and item of federation.yaml. */
export class Spans {
  readonly source: Source;
  readonly #entries = new WeakMap<object, WrittenEntries>();

  constructor(source: Source) {
    this.source = source;
  }

  /** Remembers where an entry of a mapping stands. For an item of a list, key and value are the item. */
  record(parent: object, name: string | number, key: Range, value: Range): void {
    let entries = this.#entries.get(parent);
    if (!entries) {
      entries = { names: [], offsets: [] };
      this.#entries.set(parent, entries);
    }
    entries.names.push(name);
    entries.offsets.push(key[0], key[1], value[0], value[1]);
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
    const { names = [], offsets = [] } = this.#entries.get(parent) ?? {};
    let low = 0;
    let high = names.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((offsets[4 * middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    const [from = Number.POSITIVE_INFINITY, to = 0] = [offsets[4 * low], offsets[4 * low + 3]];
    return from <= start && end <= to ? names[low] : undefined;
  }

  #place(parent: object, key: string | number, first: 0 | 2): Place {
    const entries = this.#entries.get(parent);
    if (entries) entries.indexes ??= new Map(entries.names.map((name, index) => [name, index]));
    const at = 4 * (entries?.indexes?.get(Array.isArray(parent) ? Number(key) : String(key)) ?? Number.NaN) + first;
    const [start, end] = [entries?.offsets[at], entries?.offsets[at + 1]];
    if (start === undefined || end === undefined) throw new Error(`nothing was written for ${String(key)}`);
    return { source: this.source, start, end };
  }
}
