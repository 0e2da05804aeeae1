import type { Place, Source } from "../findings/source.ts";

/** Offsets of an entry's key and value. For an item of a list both are those of the item. */
interface EntrySpan {
  readonly key: readonly [start: number, end: number];
  readonly value: readonly [start: number, end: number];
}

/** The places of each key, value and item of federation.yaml. */
export class Spans {
  readonly source: Source;
  readonly #entries = new WeakMap<object, Map<string, EntrySpan>>();

  constructor(source: Source) {
    this.source = source;
  }

  record(parent: object, key: string | number, span: EntrySpan): void {
    const entries = this.#entries.get(parent);
    if (entries) entries.set(String(key), span);
    else this.#entries.set(parent, new Map([[String(key), span]]));
  }

  /** The place of a key of an object, or of an item of a list. Throws if it was not written. */
  key<T extends object>(parent: T, key: (keyof T & (string | number)) | number): Place {
    return this.#place(parent, key, "key");
  }

  /** The place of the value of a key, or of an item of a list. Throws if it was not written. */
  value<T extends object>(parent: T, key: (keyof T & (string | number)) | number): Place {
    return this.#place(parent, key, "value");
  }

  #place(parent: object, key: string | number, part: "key" | "value"): Place {
    const span = this.#entries.get(parent)?.get(String(key));
    if (!span) throw new Error(`nothing was written for ${String(key)}`);
    return { source: this.source, start: span[part][0], end: span[part][1] };
  }
}
