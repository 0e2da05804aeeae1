import type { PictureTarget } from "../describe.ts";
import type { Box, Drawing } from "../drawing.ts";
import { asSvg } from "../svg.ts";
import { concerns, isSame } from "./targets.ts";

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The drawing in its place on the page. It lights up the shapes that have to do with the selected thing, and with the one under the mouse. */
export class Picture {
  readonly #stage: HTMLElement;
  #drawing: Drawing = { width: 1, height: 1, shapes: [] };
  #pointed: PictureTarget | undefined;
  #selected: PictureTarget | undefined;

  constructor(stage: HTMLElement, picked: (target: PictureTarget | undefined) => void, stepped: (target: PictureTarget) => void) {
    this.#stage = stage;
    stage.addEventListener("click", ({ target }) => picked(this.#at(target)));
    stage.addEventListener("pointerover", ({ target, pointerType }) => {
      if (pointerType === "mouse") this.#point(this.#at(target));
    });
    stage.addEventListener("pointerleave", () => this.#point(undefined));
    stage.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const direction = directions[event.key];
      const next = direction && nextBox(this.#drawing, this.#selected, ...direction)?.target;
      if (next) stepped(next);
      else if (event.key === "Enter") picked(this.#selected);
      else if (event.key === "Escape") picked(undefined);
      if (direction || event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
  }

  show(drawing: Drawing, title: string): void {
    this.#drawing = drawing;
    this.#pointed = undefined;
    // As HTML: texts of users are escaped, and the page's policy runs nothing of it.
    const parsed = new DOMParser().parseFromString(asSvg(drawing, title), "text/html");
    this.#stage.replaceChildren(...parsed.body.children);
    this.#light();
  }

  select(target: PictureTarget | undefined): void {
    this.#selected = target;
    this.#light();
  }

  bringIntoSight(): void {
    // Under the mouse, another shape may be lit up too.
    this.#pointed = undefined;
    this.#light();
    this.#stage.querySelector(".it")?.scrollIntoView({ block: "center", inline: "nearest" });
  }

  #at(place: EventTarget | null): PictureTarget | undefined {
    const element = place instanceof Element ? place.closest("[data-shape]") : null;
    const shape = this.#drawing.shapes[Number(element?.getAttribute("data-shape") ?? -1)];
    return shape && shape.kind !== "text" ? shape.target : undefined;
  }

  #point(target: PictureTarget | undefined): void {
    if (target === this.#pointed) return;
    this.#pointed = target;
    this.#light();
  }

  #light(): void {
    const sources = [this.#pointed, this.#selected].filter((target) => target !== undefined);
    this.#stage.classList.toggle("lights", sources.length > 0);
    for (const element of this.#stage.querySelectorAll("[data-shape]")) {
      const target = this.#at(element);
      element.classList.toggle("it", target !== undefined && sources.some((source) => isSame(source, target)));
      element.classList.toggle("lit", target !== undefined && sources.some((source) => concerns(source, target)));
    }
  }
}

/** The next box in a direction, for the arrow keys. */
function nextBox({ shapes }: Drawing, from: PictureTarget | undefined, dx: number, dy: number): Box | undefined {
  const boxes = shapes.filter((shape): shape is Box => shape.kind === "box" && shape.target !== undefined);
  const start = from && boxes.find(({ target }) => target && isSame(target, from));
  if (!start) return boxes[0];
  const [startX, startY] = middle(start);
  let best: Box | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    const [x, y] = middle(box);
    const along = (x - startX) * dx + (y - startY) * dy;
    const across = Math.abs((x - startX) * dy) + Math.abs((y - startY) * dx);
    const cost = along + 3 * across;
    if (box !== start && along > 1 && cost < least) [best, least] = [box, cost];
  }
  return best;
}

/** The head of a large box counts as its middle, since that is what a reader sees. */
function middle({ x, y, width, height }: Box): readonly [number, number] {
  return [x + width / 2, y + Math.min(height / 2, 12)];
}
