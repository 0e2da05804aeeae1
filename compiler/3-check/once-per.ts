/** Forgets what each of these functions remembers. */
const forgetting: (() => void)[] = [];

/** Remembers the results of a function that depend only on its first argument, so that all rules share one walk of the file. */
export function oncePer<Key extends object, Rest extends readonly unknown[], Result>(
  walk: (key: Key, ...rest: Rest) => Result,
): (key: Key, ...rest: Rest) => Result {
  let results = new WeakMap<Key, { readonly result: Result }>();
  forgetting.push(() => {
    results = new WeakMap();
  });
  return (key, ...rest) => {
    const entry = results.get(key) ?? { result: walk(key, ...rest) };
    results.set(key, entry);
    return entry.result;
  };
}

/** Forgets all results. They take as much memory as the file, and after the rules hardly anybody asks for them. */
export function forgetWalks(): void {
  for (const forget of forgetting) forget();
}
