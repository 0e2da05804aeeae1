import type { PictureTarget } from "../describe.ts";
import { type Position, paintBoxes, paintCurves, paintFrames, paintLit, type Sight } from "./style.ts";

/** What is slower than this is not painted anew in every frame. */
const slow = 20;
/** How long a picture must stand still before it is painted anew. */
const rest = 120;

/**
 * Curves and boxes as pixels, so that pointing costs nothing but what is lit up, and a picture of thousands of curves can be moved: while
 * it moves, its pixels are moved, and it is painted anew where it comes to rest.
 */
export class Layers {
  readonly #curves = document.createElement("canvas");
  readonly #boxes = document.createElement("canvas");
  readonly #repaint: () => void;
  #painted: Sight | undefined;
  #density = 1;
  #cost = 0;
  #moved = 0;
  #timer: number | undefined;

  constructor(repaint: () => void) {
    this.#repaint = repaint;
  }

  /** The pixels no longer show what they should. */
  forget(): void {
    this.#painted = undefined;
  }

  paint(context: CanvasRenderingContext2D, sight: Sight, pointed: PictureTarget | undefined, density: number): void {
    this.#bringUpToDate(sight, density);
    const { width, height, position } = sight;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = sight.colour("ground");
    context.fillRect(0, 0, width, height);
    context.globalAlpha = pointed ? 0.25 : 1;
    this.#copy(context, this.#curves, position);
    context.globalAlpha = 1;
    if (pointed) paintLit(context, sight, pointed);
    this.#copy(context, this.#boxes, position);
    if (pointed) paintFrames(context, sight, pointed);
  }

  #bringUpToDate(sight: Sight, density: number): void {
    const before = this.#painted;
    const isSame =
      before?.drawing === sight.drawing && before.width === sight.width && before.height === sight.height && this.#density === density;
    if (isSame && isAt(before.position, sight.position)) return;
    const now = performance.now();
    if (isSame && this.#cost > slow && now - this.#moved < 1000) {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        this.#moved = Number.NEGATIVE_INFINITY;
        this.#repaint();
      }, rest);
      this.#moved = now;
      return;
    }
    this.#paintAnew(sight, density);
    this.#moved = performance.now();
    this.#cost = this.#moved - now;
  }

  #paintAnew(sight: Sight, density: number): void {
    for (const [canvas, paint] of [
      [this.#curves, paintCurves],
      [this.#boxes, paintBoxes],
    ] as const) {
      canvas.width = Math.round(sight.width * density);
      canvas.height = Math.round(sight.height * density);
      const context = canvas.getContext("2d");
      if (!context) continue;
      context.setTransform(density, 0, 0, density, 0, 0);
      paint(context, sight);
    }
    this.#painted = sight;
    this.#density = density;
  }

  /** Where the pixels would lie by now. */
  #copy(context: CanvasRenderingContext2D, layer: HTMLCanvasElement, { x, y, scale }: Position): void {
    if (!this.#painted || layer.width === 0 || layer.height === 0) return;
    const { position: before, width, height } = this.#painted;
    const grown = scale / before.scale;
    context.drawImage(layer, x - before.x * grown, y - before.y * grown, width * grown, height * grown);
  }
}

function isAt(a: Position, b: Position): boolean {
  return a.x === b.x && a.y === b.y && a.scale === b.scale;
}
