/** Remembers the results of a function that depend only on its first argument, so that all rules share one walk of the file. */
export function oncePer<Key extends object, Rest extends readonly unknown[], Result>(
  walk: (key: Key, ...rest: Rest) => Result,
): (key: Key, ...rest: Rest) => Result {
  const results = new WeakMap<Key, { readonly result: Result }>();
  return (key, ...rest) => {
    const entry = results.get(key) ?? { result: walk(key, ...rest) };
    results.set(key, entry);
    return entry.result;
  };
}
