/** The first item of each key. */
export function firstBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, Item> {
  const firsts = new Map<Key, Item>();
  for (const item of items) if (!firsts.has(keyOf(item))) firsts.set(keyOf(item), item);
  return firsts;
}

/** The items without those whose key an earlier one has. */
export function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): readonly Item[] {
  return [...firstBy(items, keyOf).values()];
}

/** An item, and the first one with the same key. */
interface Repeat<Item> {
  readonly first: Item;
  readonly repeat: Item;
}

/** Each item whose key an earlier one has, beside the first item with that key. */
export function repeatsBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): readonly Repeat<Item>[] {
  const firsts = firstBy(items, keyOf);
  return items.flatMap((repeat) => {
    const first = firsts.get(keyOf(repeat));
    return first === undefined || first === repeat ? [] : { first, repeat };
  });
}

/** The same for items that must have the value of the first one, and do not. */
export function differencesBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
  traitOf: (item: Item) => unknown,
): readonly Repeat<Item>[] {
  return repeatsBy(items, keyOf).filter(({ first, repeat }) => traitOf(first) !== traitOf(repeat));
}
