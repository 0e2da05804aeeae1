/** The values under each key, in the order of the list. */
export function indexed<Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, readonly Value[]> {
  const index = new Map<string, Value[]>();
  for (const value of values) for (const key of keysOf(value)) addTo(index, key, value);
  return index;
}

/** Appends a value to the list under a key. Most lists have one value: V8 gives a list that begins empty room for seventeen. */
export function addTo<Key, Value>(index: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = index.get(key);
  if (list) list.push(value);
  else index.set(key, [value]);
}

/** The value under a key; makes and keeps one if there is none. A value may be `undefined`. */
export function getOrMake<Key, Value>(store: Store<Key, Value>, key: Key, make: () => Value): Value {
  const kept = store.get(key);
  if (kept !== undefined || store.has(key)) return kept as Value;
  const made = make();
  store.set(key, made);
  return made;
}

/** The same in a store that forgets everything when another value would make it larger than `most`. */
export function getOrMakeAmong<Key, Value>(most: number, store: Map<Key, Value>, key: Key, make: () => Value): Value {
  if (store.size >= most && !store.has(key)) store.clear();
  return getOrMake(store, key, make);
}

/** A `Map` or a `WeakMap`. */
interface Store<Key, Value> {
  get(key: Key): Value | undefined;
  has(key: Key): boolean;
  set(key: Key, value: Value): unknown;
}
