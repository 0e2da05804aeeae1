import { pairText } from "../describe.ts";
import type { Graph, GraphCall } from "../graph.ts";
import { allowedText, callersText, countedWithSeparators, modeText, nameText, portionText, stateText } from "../labels.ts";
import { type Pair, pairsOf } from "../pairs.ts";
import { byId, element } from "./elements.ts";
import { fragmentOf } from "./targets.ts";

/** Rows that are added at once. A card is as high as ten rows. */
const step = window.matchMedia("(max-width: 800px)").matches ? 20 : 100;

/** The picture in words: for screen readers, for paper, and to copy from. A row's first cell leads to the row's place in the picture. */
export class Tables {
  readonly #pairs = new LongTable<Pair>(
    byId("pairs", HTMLElement),
    ["consuming cluster", "exposing cluster", "uses"],
    ({ from, to, calls }) => [from, to, pairText(calls)],
    (pair) => fragmentOf({ kind: "pair", ...pair }),
    "Which cluster uses services of which",
  );
  readonly #uses = new LongTable<GraphCall>(
    byId("uses", HTMLElement),
    ["consuming cluster", "local name", "callers", "service", "owner", "exposing cluster", "allowed", "share", "mode", "state"],
    (call) => [
      call.from.cluster,
      nameText(call.from),
      callersText(call.from) || "none",
      call.to.service,
      call.to.owner ?? "none",
      call.to.cluster,
      allowedText(call) || "nothing",
      portionText(call) || "all",
      modeText(call),
      stateText(call),
    ],
    (call) => fragmentOf({ kind: "call", call }),
    "Who uses what, under which name, and how much of it",
  );

  show({ calls }: Graph): void {
    this.#pairs.show(pairsOf(calls));
    this.#uses.show(calls);
  }

  /** Every row, for paper. */
  showAll(): void {
    this.#pairs.showAll();
    this.#uses.showAll();
  }

  showSome(): void {
    this.#pairs.showSome();
    this.#uses.showSome();
  }
}

/** A table that shows some rows, and more on demand: thousands at once would make the page slow. On a narrow screen each row is a card. */
class LongTable<Item> {
  readonly #body: HTMLTableSectionElement;
  readonly #more: HTMLElement;
  readonly #heads: readonly string[];
  readonly #cells: (item: Item) => readonly string[];
  readonly #link: (item: Item) => string;
  #items: readonly Item[] = [];
  #shown = 0;

  constructor(
    place: HTMLElement,
    heads: readonly string[],
    cells: (item: Item) => readonly string[],
    link: (item: Item) => string,
    caption: string,
  ) {
    this.#heads = heads;
    this.#cells = cells;
    this.#link = link;
    this.#body = element("tbody", { role: "rowgroup" });
    this.#more = element("p", { class: "more" });
    const row = element("tr", { role: "row" }, ...heads.map((head) => element("th", { scope: "col", role: "columnheader" }, head)));
    const head = element("thead", { role: "rowgroup" }, row);
    // The roles are those of a table already, but a browser forgets them where the style makes cards of rows.
    const table = element("table", { role: "table" }, element("caption", {}, caption), head, this.#body);
    place.append(element("div", { class: "wide", role: "region", "aria-label": caption, tabindex: "0" }, table), this.#more);
  }

  show(items: readonly Item[]): void {
    this.#items = items;
    this.#shown = 0;
    this.#body.replaceChildren();
    this.#grow(step);
  }

  showAll(): void {
    this.#grow(this.#items.length);
  }

  showSome(): void {
    this.show(this.#items);
  }

  #grow(by: number): void {
    const items = this.#items.slice(this.#shown, this.#shown + by);
    this.#shown += items.length;
    this.#body.append(...items.map((item) => this.#row(item)));
    const left = this.#items.length - this.#shown;
    this.#more.replaceChildren(`${countedWithSeparators(this.#shown, "row")} of ${countedWithSeparators(this.#items.length, "row")} `);
    if (left > 0) {
      this.#more.append(this.#button(`${Math.min(step, left)} more`, step), " ");
      this.#more.append(this.#button("all of them", left));
    }
  }

  #row(item: Item): HTMLTableRowElement {
    const [first = "", ...others] = this.#cells(item);
    const [firstHead = "", ...heads] = this.#heads;
    const link = element("a", { href: this.#link(item) }, first);
    const cells = others.map((text, i) => element("td", { role: "cell", "data-head": heads[i] ?? "" }, text));
    return element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader", "data-head": firstHead }, link), ...cells);
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
