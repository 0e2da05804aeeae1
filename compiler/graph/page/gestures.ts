import type { PictureTarget } from "../describe.ts";
import type { CanvasPicture } from "./canvas-picture.ts";

/** What follows from pointing and typing. */
export interface Reactions {
  readonly hovered: (target: PictureTarget | undefined, x: number, y: number) => void;
  readonly selected: (target: PictureTarget | undefined) => void;
  /** Only this is wanted now. */
  readonly chosen: (target: PictureTarget) => void;
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Mouse, fingers and keys on the picture. */
export function gestures(canvas: HTMLCanvasElement, picture: CanvasPicture, { hovered, selected, chosen }: Reactions): void {
  let dragged: { x: number; y: number; moved: boolean } | undefined;
  canvas.addEventListener("pointerdown", ({ offsetX, offsetY, pointerId }) => {
    dragged = { x: offsetX, y: offsetY, moved: false };
    canvas.setPointerCapture(pointerId);
  });
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    if (!dragged) return hovered(picture.hover(offsetX, offsetY), offsetX, offsetY);
    const [dx, dy] = [offsetX - dragged.x, offsetY - dragged.y];
    if (!dragged.moved && Math.hypot(dx, dy) < 4) return;
    hovered(undefined, 0, 0);
    picture.pan(dx, dy);
    dragged = { x: offsetX, y: offsetY, moved: true };
  });
  canvas.addEventListener("pointerup", ({ offsetX, offsetY }) => {
    if (dragged && !dragged.moved) selected(picture.at(offsetX, offsetY));
    dragged = undefined;
  });
  canvas.addEventListener("pointercancel", () => {
    dragged = undefined;
  });
  canvas.addEventListener("pointerleave", () => {
    picture.leave();
    hovered(undefined, 0, 0);
  });
  canvas.addEventListener("dblclick", ({ offsetX, offsetY }) => {
    const target = picture.at(offsetX, offsetY);
    if (target) chosen(target);
  });
  // Without a key the wheel belongs to the page.
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      picture.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event)) event.preventDefault();
  });

  function act({ key, shiftKey }: KeyboardEvent): boolean {
    const direction = directions[key];
    if (direction && shiftKey) picture.pan(direction[0] * -80, direction[1] * -80);
    else if (direction) selected(picture.step(...direction));
    else if (key === "+" || key === "=") picture.zoom(1.25);
    else if (key === "-") picture.zoom(0.8);
    else if (key === "0") picture.fit();
    else if (key === "Enter" && picture.selected) chosen(picture.selected);
    else if (key === "Escape") selected(undefined);
    else return false;
    return true;
  }
}
