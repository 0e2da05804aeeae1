/** A walk whose answer depends on its first argument alone, taken once for all rules. */
export function oncePer<Key extends object, Rest extends readonly unknown[], Answer>(
  walk: (key: Key, ...rest: Rest) => Answer,
): (key: Key, ...rest: Rest) => Answer {
  const known = new WeakMap<Key, { readonly answer: Answer }>();
  return (key, ...rest) => {
    const found = known.get(key) ?? { answer: walk(key, ...rest) };
    known.set(key, found);
    return found.answer;
  };
}
