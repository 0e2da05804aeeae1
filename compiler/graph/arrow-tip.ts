import type { Curve } from "./drawing.ts";

/** The three corners of the arrow at a curve's end, in the direction in which it arrives. */
export function arrowTip([, , , , controlX, controlY, x, y]: Curve["points"]): readonly [number, number, number, number, number, number] {
  const length = Math.hypot(x - controlX, y - controlY) || 1;
  const [dx, dy] = [(x - controlX) / length, (y - controlY) / length];
  const [backX, backY] = [x - dx * 9, y - dy * 9];
  return [x, y, backX - dy * 4, backY + dx * 4, backX + dy * 4, backY - dx * 4];
}
