/** Up to this many grants, trying everything costs less than anyone notices. */
const fewGrants = 200;

/** The number of items that all grants together try of a list that grows with the federation, such as every partner's root. */
const maxTurns = 4000;

/**
 * Chooses how many items of a list are tried: all in a small federation. In a large one each grant takes its turn at the list, so that the
 * number of calls grows only with the number of grants, and the same file always gives the same calls.
 */
export class Sample {
  readonly #perGrant: number;
  #turn = 0;

  constructor(grants: number) {
    this.#perGrant = grants <= fewGrants ? Math.ceil(maxTurns / Math.max(grants, 1)) : 1;
  }

  /** All items, or one at every tenth turn. */
  rarely<Item>(items: readonly Item[]): readonly Item[] {
    if (this.#perGrant > 1) return items;
    this.#turn += 1;
    return this.#turn % 10 === 0 ? items.slice(this.#turn % items.length).slice(0, 1) : [];
  }

  /** All items, or `atLeast` in turn. */
  of<Item>(items: readonly Item[], atLeast = 1): readonly Item[] {
    const count = this.#perGrant * atLeast;
    if (items.length <= count) return items;
    this.#turn += 1;
    return Array.from({ length: count }, (_, i) => items[(this.#turn * count + i) % items.length] as Item);
  }
}
