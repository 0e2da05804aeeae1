import { printable } from "../findings/formats/printable.ts";
import { arrowTip } from "./arrow-tip.ts";
import { describe, type PictureTarget } from "./describe.ts";
import type { Drawing, Shape } from "./drawing.ts";
import { escapeMarkup } from "./markup.ts";
import { darkColours, lightColours, pictureStyle } from "./picture-style.ts";

/** A file of its own: it takes the reader's light or dark theme, and is light on paper. */
export function asSvgFile(drawing: Drawing, title: string): string {
  const style = `svg{${lightColours}background:var(--ground)}@media screen and (prefers-color-scheme:dark){svg{${darkColours}}}\n${pictureStyle}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by fedc graph -->\n${asSvg(drawing, title, style)}\n`;
}

/** The picture as an element; in a page, the page has the style. */
export function asSvg({ width, height, shapes }: Drawing, title: string, style = ""): string {
  const [w, h] = [fixed(width), fixed(height)];
  const head = `<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">`;
  const styled = style === "" ? "" : `<style>${style}</style>\n`;
  return `${head}\n<title>${escapeMarkup(printable(title))}</title>\n${styled}${shapes.map(element).join("\n")}\n</svg>`;
}

function element(shape: Shape): string {
  switch (shape.kind) {
    case "box": {
      const { x, y, width, height, tone, dashed, strength, target } = shape;
      const opacity = strength === undefined ? "" : ` fill-opacity="${fixed(strength)}"`;
      const place = `x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}" rx="4"`;
      return `<rect class="${tone}${dashed ? " dashed" : ""}" ${place}${opacity}${withTip(target, "rect")}`;
    }
    case "text": {
      const { x, y, text, tone, anchor, turned } = shape;
      const how = `${anchor ? ` text-anchor="${anchor}"` : ""}${turned ? ` transform="rotate(${turned} ${fixed(x)} ${fixed(y)})"` : ""}`;
      return `<text class="${tone}" x="${fixed(x)}" y="${fixed(y)}"${how}>${escapeMarkup(text)}</text>`;
    }
    case "curve": {
      const { points, tone, width, target } = shape;
      const [x0, y0, ...others] = points.map(fixed);
      const line = `<path class="curve ${tone}" stroke-width="${fixed(width)}" d="M${x0} ${y0}C${others.join(" ")}"${withTip(target, "path")}`;
      return `${line}<path class="tip ${tone}" d="M${arrowTip(points).map(fixed).join(" ")}Z"/>`;
    }
  }
}

/** The end of an element, with what a browser shows where one points at it. */
function withTip(target: PictureTarget | undefined, name: string): string {
  return target ? `><title>${escapeMarkup(describe(target).join("\n"))}</title></${name}>` : "/>";
}

/** Few digits, and no minus before zero: the same bytes everywhere. */
function fixed(value: number): string {
  return String(Math.round(value * 10) / 10 || 0);
}
