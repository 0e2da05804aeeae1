import type { PictureTarget } from "../describe.ts";
import type { Box, Drawing } from "../drawing.ts";
import { isSame } from "./concerns.ts";
import { Layers } from "./layers.ts";
import type { Position } from "./style.ts";
import { middle, nextTarget, targetAt } from "./target-at.ts";

/** How large and how small it is shown at first. */
const largest = 1.25;
const smallest = 0.64;

/** A drawing on the canvas that can be moved, zoomed and pointed at. Told of everything by the page; paints once per frame. */
export class CanvasPicture {
  readonly #canvas: HTMLCanvasElement;
  readonly #layers = new Layers(() => this.repaint());
  #drawing: Drawing = { width: 1, height: 1, shapes: [] };
  #position: Position = { x: 0, y: 0, scale: 1 };
  #colours = new Map<string, string>();
  #hovered: PictureTarget | undefined;
  #selected: PictureTarget | undefined;
  #waits = false;
  #untouched = true;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    new ResizeObserver(() => {
      if (this.#untouched) this.fit();
      this.repaint();
    }).observe(canvas);
  }

  get drawing(): Drawing {
    return this.#drawing;
  }

  get selected(): PictureTarget | undefined {
    return this.#selected;
  }

  show(drawing: Drawing): void {
    this.#drawing = drawing;
    this.#hovered = undefined;
    this.fit();
  }

  select(target: PictureTarget | undefined): void {
    this.#selected = target;
    this.repaint();
  }

  /** What lies at a point of the canvas is lit up, and given. */
  hover(x: number, y: number): PictureTarget | undefined {
    const target = this.at(x, y);
    if (target !== this.#hovered) {
      this.#hovered = target;
      this.repaint();
    }
    return target;
  }

  leave(): void {
    if (this.#hovered) this.repaint();
    this.#hovered = undefined;
  }

  at(x: number, y: number): PictureTarget | undefined {
    const { x: left, y: top, scale } = this.#position;
    return targetAt(this.#drawing, (x - left) / scale, (y - top) / scale, 6 / scale);
  }

  /** Goes to what lies next in a direction, and brings it into sight. */
  step(dx: number, dy: number): PictureTarget | undefined {
    const box = nextTarget(this.#drawing, this.#selected, dx, dy, isSame);
    if (!box?.target) return this.#selected;
    this.select(box.target);
    this.#bringIntoSight(box);
    return box.target;
  }

  /** As a whole, but not so small that nothing can be read, nor larger than it was drawn. */
  fit(): void {
    const { clientWidth } = this.#canvas;
    const { width, height } = this.#drawing;
    const wide = Math.min(largest, Math.max(smallest, clientWidth / width));
    this.#canvas.style.height = `${Math.min(Math.max(240, height * wide), window.innerHeight * 1.2)}px`;
    const { clientHeight } = this.#canvas;
    const scale = Math.min(wide, Math.max(smallest, clientHeight / height));
    const x = Math.max(0, (clientWidth - width * scale) / 2);
    const y = Math.max(0, (clientHeight - height * scale) / 2);
    this.#position = { x, y, scale };
    this.#untouched = true;
    this.repaint();
  }

  /** As a whole, however small. */
  overview(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const { width, height } = this.#drawing;
    const scale = Math.min(largest, clientWidth / width, clientHeight / height);
    this.#move({ x: (clientWidth - width * scale) / 2, y: (clientHeight - height * scale) / 2, scale });
  }

  zoom(by: number, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2): void {
    const before = this.#position;
    const scale = Math.min(4, Math.max(0.05, before.scale * by));
    const grown = scale / before.scale;
    this.#move({ x: x - (x - before.x) * grown, y: y - (y - before.y) * grown, scale });
  }

  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.#position;
    this.#move({ x: x + dx, y: y + dy, scale });
  }

  /** Colours are read anew: the theme may have changed. */
  recolour(): void {
    this.#colours.clear();
    this.#layers.forget();
    this.repaint();
  }

  repaint(): void {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      this.#paint();
    });
  }

  #move(position: Position): void {
    this.#position = position;
    this.#untouched = false;
    this.repaint();
  }

  #bringIntoSight(box: Box): void {
    const { x, y, scale } = this.#position;
    const { clientWidth, clientHeight } = this.#canvas;
    const [left, top] = [middle(box)[0] * scale + x, middle(box)[1] * scale + y];
    const isSeen = left > 40 && left < clientWidth - 40 && top > 40 && top < clientHeight - 40;
    if (!isSeen) this.pan(clientWidth / 2 - left, clientHeight / 2 - top);
  }

  #paint(): void {
    const context = this.#canvas.getContext("2d");
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (!context || width === 0 || height === 0) return;
    const density = window.devicePixelRatio || 1;
    const [pixelsWide, pixelsHigh] = [Math.round(width * density), Math.round(height * density)];
    if (this.#canvas.width !== pixelsWide || this.#canvas.height !== pixelsHigh)
      [this.#canvas.width, this.#canvas.height] = [pixelsWide, pixelsHigh];
    const sight = { drawing: this.#drawing, position: this.#position, width, height, colour: (name: string) => this.#colour(name) };
    this.#layers.paint(context, sight, this.#hovered ?? this.#selected, density);
  }

  #colour(name: string): string {
    let colour = this.#colours.get(name);
    if (colour === undefined) {
      colour = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      this.#colours.set(name, colour);
    }
    return colour;
  }
}
