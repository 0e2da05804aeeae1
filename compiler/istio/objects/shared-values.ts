import type { Labels } from "../../1-load/federation-file.ts";
import { getOrMake } from "./indexed.ts";

/**
 * Equal values of many objects as one value. Thousands of objects have the same selectors, namespaces and matches, and a mesh is in memory for as long
 * as calls go there.
 */
class SharedValues<Value> {
  readonly #byText = new Map<string, Value>();

  /** The value with this text; `make` makes it for the first. Forgets all others if there are too many. */
  of(text: string, make: () => Value): Value {
    if (this.#byText.size >= maxShared) this.#byText.clear();
    return getOrMake(this.#byText, text, make);
  }
}

const maxShared = 1000;

const noLabels: Labels = Object.freeze(Object.create(null));
const labelsByText = new SharedValues<Labels>();
const listsByText = new SharedValues<readonly string[]>();
const texts = new SharedValues<string>();

/** Labels without a prototype, since a label may have any name. */
export function sharedLabels(pairs: readonly (readonly [string, string])[]): Labels {
  if (pairs.length === 0) return noLabels;
  return labelsByText.of(JSON.stringify(pairs), () => Object.assign(Object.create(null), Object.fromEntries(pairs)));
}

export function sharedList(list: readonly string[]): readonly string[] {
  return listsByText.of(JSON.stringify(list), () => list);
}

export function sharedText(text: string): string {
  return texts.of(text, () => text);
}

const mapsByText = new SharedValues<ReadonlyMap<unknown, unknown>>();

/** A map of plain values. */
export function sharedMap<Key, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, Value> {
  return mapsByText.of(JSON.stringify(entries), () => mapOf(entries)) as ReadonlyMap<Key, Value>;
}

const noEntries: ReadonlyMap<unknown, unknown> = new Map();

/** One map for all that are empty. */
export function mapOf<Key, Value>(entries: readonly (readonly [Key, Value])[]): ReadonlyMap<Key, Value> {
  return entries.length === 0 ? (noEntries as ReadonlyMap<Key, Value>) : new Map(entries);
}
