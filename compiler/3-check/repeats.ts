import type { Consumption, Federation } from "../2-resolve/federation.ts";

/** The first item of each key. */
export function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): readonly Item[] {
  const keys = new Set<unknown>();
  return items.filter((item) => {
    const key = keyOf(item);
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}

/** Each item whose key an earlier one has, beside the first item with that key. */
export function repeatsBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
): readonly { readonly first: Item; readonly repeat: Item }[] {
  const firsts = new Map<unknown, Item>();
  return items.flatMap((repeat) => {
    const first = firsts.get(keyOf(repeat));
    if (first !== undefined) return [{ first, repeat }];
    firsts.set(keyOf(repeat), repeat);
    return [];
  });
}

/** The consumptions that a rule is about, once per entry of the file: an entry under a group is a consumption of each member. */
export function oncePerEntry({ services }: Federation, isConcerned: (consumption: Consumption) => boolean): readonly Consumption[] {
  return uniqueBy(
    services.flatMap(({ consumptions }) => consumptions.filter(isConcerned)),
    ({ written }) => written,
  );
}
