/** The values under each key, in the order of the list. */
export function indexed<Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, readonly Value[]> {
  const index = new Map<string, Value[]>();
  for (const value of values) for (const key of keysOf(value)) getOrMake(index, key, () => []).push(value);
  return index;
}

/** The value under a key; makes and keeps one if there is none. A value may be `undefined`. */
export function getOrMake<Key, Value>(store: Map<Key, Value>, key: Key, make: () => Value): Value {
  const kept = store.get(key);
  if (kept !== undefined || store.has(key)) return kept as Value;
  const made = make();
  store.set(key, made);
  return made;
}

/** The same for a store that forgets a value with its key. */
export function getOrMakeWeakly<Key extends object, Value>(store: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const kept = store.get(key);
  if (kept !== undefined || store.has(key)) return kept as Value;
  const made = make();
  store.set(key, made);
  return made;
}
