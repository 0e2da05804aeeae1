import { countedWithSeparators } from "../counted.ts";
import { element } from "./elements.ts";

const step = 100;

/** A table that shows some rows and more on demand, and all of them on paper: thousands at once would make the page slow. */
export class LongTable<Item> {
  readonly #body: HTMLTableSectionElement;
  readonly #more: HTMLElement;
  readonly #cells: (item: Item) => readonly string[];
  #items: readonly Item[] = [];
  #shown = 0;

  constructor(place: HTMLElement, heads: readonly string[], cells: (item: Item) => readonly string[], caption: string) {
    this.#cells = cells;
    this.#body = element("tbody");
    this.#more = element("p", { class: "more" });
    const row = element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)));
    const table = element("table", {}, element("caption", {}, caption), element("thead", {}, row), this.#body);
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

  /** Back to few rows, after printing. */
  showSome(): void {
    this.show(this.#items);
  }

  #grow(by: number): void {
    const items = this.#items.slice(this.#shown, this.#shown + by);
    this.#shown += items.length;
    const rows = document.createDocumentFragment();
    for (const item of items) {
      const [first = "", ...others] = this.#cells(item);
      rows.append(element("tr", {}, element("th", { scope: "row" }, first), ...others.map((text) => element("td", {}, text))));
    }
    this.#body.append(rows);
    const left = this.#items.length - this.#shown;
    this.#more.replaceChildren(`${countedWithSeparators(this.#shown, "row")} of ${countedWithSeparators(this.#items.length, "row")} `);
    if (left > 0) {
      this.#more.append(this.#button(`${Math.min(step, left)} more`, step), " ");
      this.#more.append(this.#button("all of them", left));
    }
  }

  #button(text: string, by: number): HTMLButtonElement {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      const next = this.#body.rows.length;
      this.#grow(by);
      // The button is gone; whoever uses the keyboard goes on with the first new row.
      const row = this.#body.rows[next];
      row?.setAttribute("tabindex", "-1");
      row?.focus();
    });
    return button;
  }
}
