import type { PictureTarget } from "../describe.ts";
import type { Box, Curve, Drawing } from "../drawing.ts";
import { pointOn } from "../place-labels.ts";

/** What lies at a point of the picture: the smallest box, else the nearest arrow within reach, else the box around. */
export function targetAt({ shapes }: Drawing, x: number, y: number, reach: number): PictureTarget | undefined {
  let box: Box | undefined;
  let curve: Curve | undefined;
  let nearest = reach;
  for (const shape of shapes) {
    if (shape.kind === "box" && shape.target && isInside(shape, x, y)) {
      if (!box || shape.width * shape.height <= box.width * box.height) box = shape;
    } else if (shape.kind === "curve") {
      const distance = distanceTo(shape, x, y, reach);
      if (distance < nearest) [curve, nearest] = [shape, distance];
    }
  }
  if (box && box.tone !== "cluster") return box.target;
  return (curve ?? box)?.target;
}

/** Boxes that can be gone to with the arrow keys: the next one in a direction, seen from where one is. */
export function nextTarget(
  { shapes }: Drawing,
  from: PictureTarget | undefined,
  dx: number,
  dy: number,
  isSame: (a: PictureTarget, b: PictureTarget) => boolean,
): Box | undefined {
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

export function middle({ x, y, width, height }: Box): readonly [number, number] {
  // Of what is large, the head is what is seen.
  return [x + width / 2, y + Math.min(height / 2, 12)];
}

function isInside({ x: left, y: top, width, height }: Box, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** Roughly: to points along the curve. Far away ones are not looked at. */
function distanceTo({ points }: Curve, x: number, y: number, reach: number): number {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = points;
  if (x < Math.min(x0, x1, x2, x3) - reach || x > Math.max(x0, x1, x2, x3) + reach) return Number.POSITIVE_INFINITY;
  if (y < Math.min(y0, y1, y2, y3) - reach || y > Math.max(y0, y1, y2, y3) + reach) return Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  let [beforeX, beforeY] = [x0, y0];
  for (let i = 1; i <= 24; i++) {
    const [nextX, nextY] = pointOn(points, i / 24);
    least = Math.min(least, toLine(x, y, beforeX, beforeY, nextX, nextY));
    [beforeX, beforeY] = [nextX, nextY];
  }
  return least;
}

function toLine(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy;
  const part = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / square));
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
}
