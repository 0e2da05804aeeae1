/** What is found under each key, in the order of the list. */
export function indexed<Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, readonly Value[]> {
  const index = new Map<string, Value[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const list = index.get(key);
      if (list) list.push(value);
      else index.set(key, [value]);
    }
  }
  return index;
}
