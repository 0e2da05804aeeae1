/** A set of keys; many maps may share it. */
type Keys = Pick<ReadonlySet<string>, "has" | "keys" | "size">;

/** A map whose values are made when they are first asked for. */
export class MapOnUse<Value> implements ReadonlyMap<string, Value> {
  readonly #keys: Keys;
  readonly #make: (key: string) => Value;
  readonly #made = new Map<string, Value>();

  constructor(keys: Keys, make: (key: string) => Value) {
    this.#keys = keys;
    this.#make = make;
  }

  /** The values that were asked for so far. */
  get made(): ReadonlyMap<string, Value> {
    return this.#made;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  get(key: string): Value | undefined {
    const made = this.#made.get(key);
    if (made !== undefined || !this.#keys.has(key)) return made;
    const value = this.#make(key);
    this.#made.set(key, value);
    return value;
  }

  keys() {
    return this.#keys.keys();
  }

  entries() {
    return this.#all().entries();
  }

  values() {
    return this.#all().values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  #all(): ReadonlyMap<string, Value> {
    return new Map([...this.#keys.keys()].map((key) => [key, this.get(key) as Value]));
  }
}
