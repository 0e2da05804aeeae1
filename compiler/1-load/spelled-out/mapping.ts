import type { DerivedEntry, Spans } from "../spans.ts";

/** Plain data with text keys, as the reader makes it: without a prototype. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A new mapping whose entries stand where others were written. */
export function derivedMapping(at: Spans, entries: readonly (DerivedEntry & { readonly value: unknown })[]): Mapping {
  const mapping: Record<string, unknown> = Object.create(null);
  for (const { name, value } of entries) mapping[name] = value;
  at.derive(mapping, entries);
  return mapping;
}

/** A mapping with other values under some of its keys. */
export function withValues(at: Spans, mapping: Mapping, values: ReadonlyMap<string, unknown>): Mapping {
  return derivedMapping(
    at,
    Object.keys(mapping).map((key) => ({ name: key, of: mapping, key, value: values.has(key) ? values.get(key) : mapping[key] })),
  );
}

/** A new list whose items stand where other entries were written. */
export function derivedList<Item>(at: Spans, items: readonly (Omit<DerivedEntry, "name"> & { readonly value: Item })[]): readonly Item[] {
  const list = items.map(({ value }) => value);
  at.derive(
    list,
    items.map(({ of, key }, index) => ({ name: index, of, key })),
  );
  return list;
}
