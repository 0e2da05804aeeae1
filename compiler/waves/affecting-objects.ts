import type { StoredManifests } from "./cluster-versions.ts";

/**
 * The objects of one cluster that change and may affect some calls, by their keys; `all` if every version of the cluster may. Versions that have
 * these objects in common do the same with the calls.
 */
export class AffectingObjects {
  readonly #keys: "all" | readonly string[];
  readonly #variants = new WeakMap<StoredManifests, string>();

  constructor(keys: "all" | readonly string[]) {
    this.#keys = keys === "all" ? keys : [...new Set(keys)].sort();
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** Those of some keys that are not among these. */
  without(keys: readonly string[]): readonly string[] {
    const own = this.#keys;
    return own === "all" ? [] : keys.filter((key) => !own.includes(key));
  }

  and(keys: readonly string[]): AffectingObjects {
    return new AffectingObjects(this.#keys === "all" ? "all" : [...this.#keys, ...keys]);
  }

  /** Equal for versions that do the same with the calls. */
  variantOf(version: StoredManifests): unknown {
    if (this.#keys === "all") return version;
    const known = this.#variants.get(version);
    if (known !== undefined) return known;
    const variant = this.#keys.map((key) => numberOf(version.get(key)?.object)).join();
    this.#variants.set(version, variant);
    return variant;
  }
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** Manifests of one text have one object. */
function numberOf(object: object | undefined): number {
  if (!object) return 0;
  const known = numbers.get(object);
  if (known !== undefined) return known;
  count += 1;
  numbers.set(object, count);
  return count;
}
