import { arrowTip } from "../arrow-tip.ts";
import type { PictureTarget } from "../describe.ts";
import type { Box, Curve, Drawing, LineTone, Shape, Text } from "../drawing.ts";
import { concerns, isSame } from "./concerns.ts";

/** Where the picture lies on the canvas: screen = picture * scale + offset. */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** What is to be seen of a drawing. */
export interface Sight {
  readonly drawing: Drawing;
  readonly position: Position;
  readonly width: number;
  readonly height: number;
  readonly colour: (name: string) => string;
}

type Context = CanvasRenderingContext2D;

const dashes: Readonly<Record<LineTone, readonly number[]>> = { "in-force": [], pending: [7, 4], inactive: [3, 4] };
const family = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';
const fonts = { head: `700 14px ${family}`, plain: `12px ${family}`, faint: `11px ${family}`, label: `11px ${family}` };

export function paintCurves(context: Context, sight: Sight): void {
  const curves = sight.drawing.shapes.filter((shape): shape is Curve => shape.kind === "curve");
  // Thousands of lines above each other would be one blot.
  context.globalAlpha = curves.length > 1000 ? 0.3 : curves.length > 200 ? 0.6 : 1;
  inPlace(context, sight, () => {
    for (const curve of curves) if (isSeen(curve, sight)) paintCurve(context, curve, sight.colour(curve.tone), curve.width);
  });
}

/** Boxes and texts: what lies above the curves. */
export function paintBoxes(context: Context, sight: Sight): void {
  inPlace(context, sight, () => {
    for (const shape of sight.drawing.shapes)
      if (shape.kind !== "curve" && isSeen(shape, sight)) {
        if (shape.kind === "box") paintBox(context, shape, sight);
        else if (sight.position.scale > 0.3) paintText(context, shape, sight);
      }
  });
}

/** The curves that have to do with what is pointed at; they lie below the boxes. */
export function paintLit(context: Context, sight: Sight, pointed: PictureTarget): void {
  inPlace(context, sight, () => {
    for (const shape of sight.drawing.shapes) {
      if (shape.kind !== "curve" || !concerns(pointed, shape.target)) continue;
      const isIt = isSame(pointed, shape.target);
      paintCurve(context, shape, sight.colour(isIt ? "mark" : shape.tone), shape.width + (isIt ? 1.5 : 0.5));
    }
  });
}

/** A frame around the boxes that are meant. */
export function paintFrames(context: Context, sight: Sight, pointed: PictureTarget): void {
  inPlace(context, sight, () => {
    for (const shape of sight.drawing.shapes) {
      if (shape.kind !== "box" || !shape.target) continue;
      const isIt = isSame(pointed, shape.target);
      if (!isIt && !(shape.tone === "cell" && concerns(pointed, shape.target))) continue;
      context.beginPath();
      context.roundRect(shape.x, shape.y, shape.width, shape.height, 4);
      context.lineWidth = isIt ? 2.5 : 1.5;
      context.strokeStyle = sight.colour(isIt ? "mark" : "text");
      context.stroke();
    }
  });
}

function inPlace(context: Context, { position: { x, y, scale } }: Sight, act: () => void): void {
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  act();
  context.restore();
}

function isSeen(shape: Shape, { position: { x, y, scale }, width, height }: Sight): boolean {
  const [left, top, right, bottom] = extent(shape);
  return right * scale + x >= 0 && left * scale + x <= width && bottom * scale + y >= 0 && top * scale + y <= height;
}

/** Of a text, more than it can take. */
function extent(shape: Shape): readonly [number, number, number, number] {
  if (shape.kind === "box") return [shape.x, shape.y, shape.x + shape.width, shape.y + shape.height];
  if (shape.kind === "text") return [shape.x - 500, shape.y - 500, shape.x + 500, shape.y + 500];
  const [x0, y0, x1, y1, x2, y2, x3, y3] = shape.points;
  return [Math.min(x0, x1, x2, x3), Math.min(y0, y1, y2, y3) - 5, Math.max(x0, x1, x2, x3), Math.max(y0, y1, y2, y3) + 5];
}

function paintBox(context: Context, box: Box, { colour }: Sight): void {
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, 4);
  context.globalAlpha = box.strength ?? 1;
  context.fillStyle = colour(box.tone === "cluster" ? "box" : box.tone);
  context.fill();
  context.globalAlpha = 1;
  if (box.tone !== "cluster" && !box.dashed) return;
  context.setLineDash(box.dashed ? [4, 3] : []);
  context.lineWidth = 1;
  context.strokeStyle = colour(box.dashed ? "inactive" : "edge");
  context.stroke();
}

function paintText(context: Context, { x, y, text, tone, anchor, turned }: Text, { colour }: Sight): void {
  context.font = fonts[tone];
  context.textAlign = anchor === "middle" ? "center" : anchor === "end" ? "right" : "left";
  context.save();
  context.translate(x, y);
  if (turned) context.rotate((turned * Math.PI) / 180);
  if (tone === "label") {
    context.setLineDash([]);
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeStyle = colour("ground");
    context.strokeText(text, 0, 0);
  }
  context.fillStyle = colour(tone === "faint" ? "faint" : "text");
  context.fillText(text, 0, 0);
  context.restore();
}

function paintCurve(context: Context, { points, tone }: Curve, colour: string, width: number): void {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = points;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = width;
  context.setLineDash([...dashes[tone]]);
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(x1, y1, x2, y2, x3, y3);
  context.stroke();
  const [tipX, tipY, leftX, leftY, rightX, rightY] = arrowTip(points);
  context.beginPath();
  context.moveTo(tipX, tipY);
  context.lineTo(leftX, leftY);
  context.lineTo(rightX, rightY);
  context.fill();
}
