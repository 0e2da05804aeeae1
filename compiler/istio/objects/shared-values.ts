import type { Labels } from "../../1-load/federation-file.ts";
import { getOrMakeAmong } from "./indexed.ts";

/*
 * Equal values of many objects as one value. Thousands of objects have the same selectors, namespaces and matches, and a mesh is in memory for as long
 * as calls go there.
 */

/** The largest number of values of each kind that are kept. */
const maxShared = 1000;

const noLabels: Labels = Object.freeze(Object.create(null));
const labelsByText = new Map<string, Labels>();
const listsByText = new Map<string, readonly string[]>();
const texts = new Map<string, string>();

/** Labels without a prototype, since a label may have any name. */
export function sharedLabels(pairs: readonly (readonly [string, string])[]): Labels {
  if (pairs.length === 0) return noLabels;
  return getOrMakeAmong(maxShared, labelsByText, JSON.stringify(pairs), () =>
    Object.assign(Object.create(null), Object.fromEntries(pairs)),
  );
}

export function sharedList(list: readonly string[]): readonly string[] {
  return getOrMakeAmong(maxShared, listsByText, JSON.stringify(list), () => list);
}

export function sharedText(text: string): string {
  return getOrMakeAmong(maxShared, texts, text, () => text);
}

const mapsByText = new Map<string, ReadonlyMap<unknown, unknown>>();

/** A map of plain values. */
export function sharedMap<Key, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, Value> {
  return getOrMakeAmong(maxShared, mapsByText, JSON.stringify(entries), () => mapOf(entries)) as ReadonlyMap<Key, Value>;
}

const noEntries: ReadonlyMap<unknown, unknown> = new Map();

/** One map for all that are empty. */
export function mapOf<Key, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, Value> {
  return entries.length === 0 ? (noEntries as ReadonlyMap<Key, Value>) : new Map(entries);
}
