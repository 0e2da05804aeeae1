import { pairText } from "../describe.ts";
import type { Graph, GraphCall } from "../graph.ts";
import { allowedText, callersText, countedWithSeparators, modeText, nameText, portionText, stateText } from "../labels.ts";
import { type Pair, pairsOf } from "../pairs.ts";
import { byId, element } from "./elements.ts";
import { fragmentOf } from "./targets.ts";

/** Rows that are added at once. A card is as high as ten rows. */
const step = window.matchMedia("(max-width: 800px)").matches ? 20 : 100;

interface TableContent<Item> {
  readonly caption: string;
  /** The text of a row's cell under each head. */
  readonly columns: Readonly<Record<string, (item: Item) => string>>;
  /** The place in the picture that a row's first cell leads to. */
  readonly link: (item: Item) => string;
}

const pairs: TableContent<Pair> = {
  caption: "Which cluster uses services of which",
  columns: {
    "consuming cluster": ({ from }) => from,
    "exposing cluster": ({ to }) => to,
    uses: ({ calls }) => pairText(calls),
  },
  link: (item) => fragmentOf({ kind: "pair", item }),
};

const uses: TableContent<GraphCall> = {
  caption: "Who uses what, under which name, and how much of it",
  columns: {
    "consuming cluster": ({ from }) => from.cluster,
    "local name": ({ from }) => nameText(from),
    callers: ({ from }) => callersText(from) || "none",
    service: ({ to }) => to.service,
    owner: ({ to }) => to.owner ?? "none",
    "exposing cluster": ({ to }) => to.cluster,
    allowed: (call) => allowedText(call) || "nothing",
    share: (call) => portionText(call) || "all",
    mode: modeText,
    state: stateText,
  },
  link: (item) => fragmentOf({ kind: "call", item }),
};

/** The picture in words: for screen readers, for paper, and to copy from. */
export class Tables {
  readonly #pairs = new LongTable(byId("pairs", HTMLElement), pairs);
  readonly #uses = new LongTable(byId("uses", HTMLElement), uses);

  /** Shows the first rows of each table or, for paper, every row. */
  show({ calls }: Graph, all = false): void {
    this.#pairs.show(pairsOf(calls), all);
    this.#uses.show(calls, all);
  }
}

/** A table that shows some rows, and more on demand: thousands at once would make the page slow. On a narrow screen each row is a card. */
class LongTable<Item> {
  readonly #body = element("tbody", { role: "rowgroup" });
  readonly #more = element("p", { class: "more" });
  readonly #content: TableContent<Item>;
  #items: readonly Item[] = [];

  constructor(place: HTMLElement, content: TableContent<Item>) {
    this.#content = content;
    const { caption, columns } = content;
    const heads = Object.keys(columns).map((head) => element("th", { scope: "col", role: "columnheader" }, head));
    const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads));
    // The roles are those of a table already, but a browser forgets them where the style makes cards of rows.
    const table = element("table", { role: "table" }, element("caption", {}, caption), head, this.#body);
    place.append(element("div", { class: "wide", role: "region", "aria-label": caption, tabindex: "0" }, table), this.#more);
  }

  show(items: readonly Item[], all: boolean): void {
    this.#items = items;
    this.#body.replaceChildren();
    this.#grow(all ? items.length : step);
  }

  #grow(by: number): void {
    const { length } = this.#body.rows;
    this.#body.append(...this.#items.slice(length, length + by).map((item) => this.#row(item)));
    const [shown, all] = [this.#body.rows.length, this.#items.length];
    this.#more.replaceChildren(`${countedWithSeparators(shown, "row")} of ${countedWithSeparators(all, "row")} `);
    const left = all - shown;
    if (left > 0) this.#more.append(this.#button(`${Math.min(step, left)} more`, step), " ", this.#button("all of them", left));
  }

  #row(item: Item): HTMLTableRowElement {
    const { columns, link } = this.#content;
    const cells = Object.entries(columns).map(([head, textOf], i) =>
      i === 0
        ? element("th", { scope: "row", role: "rowheader", "data-head": head }, element("a", { href: link(item) }, textOf(item)))
        : element("td", { role: "cell", "data-head": head }, textOf(item)),
    );
    return element("tr", { role: "row" }, ...cells);
  }

  #button(text: string, by: number): HTMLButtonElement {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      const next = this.#body.rows.length;
      this.#grow(by);
      // The button is gone, so the keyboard goes on with the first new row.
      const row = this.#body.rows[next];
      row?.setAttribute("tabindex", "-1");
      row?.focus();
    });
    return button;
  }
}
