import type { Drawing } from "../drawing.ts";
import { asSvg } from "../svg.ts";
import { byId } from "./elements.ts";
import type { Tables } from "./tables.ts";

/** On paper, the picture is lines instead of pixels, and the tables are whole. */
export function printing(title: string, drawing: () => Drawing, tables: Tables): void {
  const paper = byId("paper", HTMLElement);
  window.addEventListener("beforeprint", () => {
    const parsed = new DOMParser().parseFromString(asSvg(drawing(), title), "text/html");
    paper.replaceChildren(...parsed.body.children);
    tables.showAll();
  });
  window.addEventListener("afterprint", () => {
    paper.replaceChildren();
    tables.showSome();
  });
}
