import { printable } from "../findings/formats/printable.ts";
import { describe, type PictureTarget } from "./describe.ts";
import type { Arrow, Drawing, Shape } from "./drawing.ts";

/** The picture's colours in light and dark surroundings. Each text has a contrast of at least 4.5:1. */
export const lightColours = `--ground:#fff;--text:#1a1f26;--faint:#535d69;--box:#f4f6f9;--edge:#8a94a1;--offer:#dcebdd;--use:#e3eaf6;
--cell:#2f6fb3;--in-force:#2f6fb3;--pending:#8f5f00;--inactive:#6b7480;--mark:#b3261e;`;
export const darkColours = `--ground:#0f1419;--text:#e6edf3;--faint:#a6b1bd;--box:#18202a;--edge:#5c6a79;--offer:#1d3326;--use:#1f2c40;
--cell:#6cb0ff;--in-force:#6cb0ff;--pending:#e0b050;--inactive:#96a1ad;--mark:#ff8a80;`;

/** The style of the shapes, in an SVG file and in the page. */
export const pictureStyle = `.picture text{font:12px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:var(--text);pointer-events:none}
.picture .head{font-size:14px;font-weight:700}.picture .faint{font-size:11px;fill:var(--faint)}
.picture rect{stroke:none;fill:none}.picture .cluster{fill:var(--box);stroke:var(--edge)}
.picture .offer{fill:var(--offer)}.picture .use{fill:var(--use)}.picture .cell{fill:var(--cell)}
.picture .dashed{stroke:var(--inactive);stroke-dasharray:4 3}
.picture .curve,.picture .reach{fill:none}.picture .reach{stroke:transparent;stroke-width:10}
.picture .in-force{stroke:var(--in-force);fill:var(--in-force)}
.picture .pending{stroke:var(--pending);fill:var(--pending)}.picture .pending .curve{stroke-dasharray:7 4}
.picture .inactive{stroke:var(--inactive);fill:var(--inactive)}.picture .inactive .curve{stroke-dasharray:3 4}
.picture .tip{stroke:none}.picture.crowded .curve{stroke-opacity:.6}
`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text for XML or HTML, between tags and in quotes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** An SVG file. It follows the reader's light or dark theme, and is light on paper. */
export function asSvgFile(drawing: Drawing, title: string): string {
  const style = `svg{${lightColours}background:var(--ground)}@media screen and (prefers-color-scheme:dark){svg{${darkColours}}}\n${pictureStyle}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by fedc graph -->\n${asSvg(drawing, title, style)}\n`;
}

/** The picture as an element. In the page, which has the style, each shape with a target also has its number in the drawing. */
export function asSvg({ width, height, shapes }: Drawing, title: string, style?: string): string {
  const [w, h] = [fixed(width), fixed(height)];
  const crowded = shapes.filter(({ kind }) => kind === "arrow").length > 50 ? " crowded" : "";
  const head = `<svg xmlns="http://www.w3.org/2000/svg" class="picture${crowded}" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">`;
  const named = `<title>${escapeMarkup(printable(title))}</title>${style === undefined ? "" : `\n<style>${style}</style>`}`;
  const elements = shapes.map((shape, i) => element(shape, style === undefined ? ` data-shape="${i}"` : ""));
  return `${head}\n${named}\n${elements.join("\n")}\n</svg>`;
}

function element(shape: Shape, number: string): string {
  switch (shape.kind) {
    case "box": {
      const { x, y, width, height, tone, dashed, strength, target } = shape;
      const opacity = strength === undefined ? "" : ` fill-opacity="${fixed(strength)}"`;
      const place = `x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}" rx="4"`;
      return `<rect class="${tone}${dashed ? " dashed" : ""}" ${place}${opacity}${target ? `${number}>${tip(target)}</rect>` : "/>"}`;
    }
    case "text": {
      const { x, y, text, tone, anchor, turned } = shape;
      const how = `${anchor ? ` text-anchor="${anchor}"` : ""}${turned ? ` transform="rotate(${turned} ${fixed(x)} ${fixed(y)})"` : ""}`;
      return `<text class="${tone}" x="${fixed(x)}" y="${fixed(y)}"${how}>${escapeMarkup(text)}</text>`;
    }
    case "arrow":
      return arrowElement(shape, number);
  }
}

/** A line, a wider one that cannot be seen and is easier to point at, and the tip. */
function arrowElement({ from, to, tone, width, target }: Arrow, number: string): string {
  const tipStart = to.x - 8;
  const middle = (from.x + tipStart) / 2;
  const [x0, y0, x1, y1, bend] = [from.x, from.y, tipStart, to.y, middle].map(fixed);
  const line = `M${x0} ${y0}C${bend} ${y0} ${bend} ${y1} ${x1} ${y1}`;
  const corners = `M${fixed(to.x)} ${y1}L${x1} ${fixed(to.y - 4)} ${x1} ${fixed(to.y + 4)}Z`;
  const paths = `<path class="reach" d="${line}"/><path class="curve" stroke-width="${fixed(width)}" d="${line}"/><path class="tip" d="${corners}"/>`;
  return `<g class="arrow ${tone}"${number}>${tip(target)}${paths}</g>`;
}

/** A browser shows this title when the reader points at the shape. */
function tip(target: PictureTarget): string {
  return `<title>${escapeMarkup(describe(target).join("\n"))}</title>`;
}

/** One decimal digit, and never -0, so that the bytes are the same everywhere. */
function fixed(value: number): string {
  return String(Math.round(value * 10) / 10 || 0);
}
