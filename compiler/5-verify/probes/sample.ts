/**
 * How many of a list are tried. Small federations are tried in full; in larger ones each grant takes its turn at what there is, so that the
 * number of calls grows with the number of grants and nothing else, and the same file always gives the same calls.
 */
export class Sample {
  readonly #few: number;
  #turn = 0;

  constructor(grants: number) {
    this.#few = grants <= fewGrants ? Math.ceil(mostTurns / Math.max(grants, 1)) : 1;
  }

  /** All of them, or now and then one. */
  rarely<Item>(items: readonly Item[]): readonly Item[] {
    if (this.#few > 1) return items;
    this.#turn += 1;
    return this.#turn % 10 === 0 ? items.slice(this.#turn % items.length).slice(0, 1) : [];
  }

  /** All of them, or `atLeast` in turn. */
  of<Item>(items: readonly Item[], atLeast = 1): readonly Item[] {
    const wanted = this.#few * atLeast;
    if (items.length <= wanted) return items;
    this.#turn += 1;
    return Array.from({ length: wanted }, (_, i) => items[(this.#turn * wanted + i) % items.length] as Item);
  }
}

/** Up to here a verification in full costs less than anyone notices. */
const fewGrants = 200;

/** Of what grows with the federation too, such as every partner's root tried at every grant, all grants together try so many. */
const mostTurns = 4000;
