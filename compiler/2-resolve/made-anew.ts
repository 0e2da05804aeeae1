/**
 * A map whose values are made whenever they are asked for. Only the latest is kept: who goes through the keys has one value in memory, and who comes
 * back to a key has its value made again.
 */
export class MadeAnew<Value> implements ReadonlyMap<string, Value> {
  readonly #keys: ReadonlySet<string>;
  readonly #make: (key: string) => Value;
  #latest: { readonly key: string; readonly value: Value } | undefined;

  constructor(keys: Iterable<string>, make: (key: string) => Value) {
    this.#keys = new Set(keys);
    this.#make = make;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  get(key: string): Value | undefined {
    if (this.#latest?.key === key) return this.#latest.value;
    if (!this.has(key)) return undefined;
    this.#latest = undefined; // before there is another one
    const value = this.#make(key);
    this.#latest = { key, value };
    return value;
  }

  keys(): MapIterator<string> {
    return this.#keys.keys();
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this) yield value;
  }

  *entries(): MapIterator<[string, Value]> {
    for (const key of this.#keys) yield [key, this.get(key) as Value];
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }
}
