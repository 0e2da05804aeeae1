import { type Curve, type Text, widthOf } from "./drawing.ts";

export interface Labelled {
  readonly text: string;
  readonly points: Curve["points"];
}

/** From the middle of a curve to its ends. */
const spots = Array.from({ length: 17 }, (_, i) => 0.5 + (i % 2 === 0 ? 1 : -1) * Math.ceil(i / 2) * 0.05);

/**
 * Texts on curves, each as near to the middle as it hides no other one and lies on none of the columns. One that finds no room is
 * left out: it can be read by pointing at its arrow.
 */
export function placeLabels(labels: readonly Labelled[], columns: readonly (readonly [number, number])[]): readonly Text[] {
  const taken: { readonly left: number; readonly right: number; readonly y: number }[] = [];
  return labels.flatMap(({ text, points }): readonly Text[] => {
    const half = widthOf(text, "label") / 2 + 4;
    const isFree = ([x, y]: readonly [number, number]) =>
      taken.every((other) => Math.abs(other.y - y) >= 15 || x + half < other.left || x - half > other.right) &&
      columns.every(([left, right]) => x + half < left || x - half > right);
    const spot = spots.map((part) => pointOn(points, part)).find(isFree);
    if (!spot) return [];
    const [x, y] = spot;
    taken.push({ left: x - half, right: x + half, y });
    return [{ kind: "text", x, y: y - 6, text, tone: "label", anchor: "middle" }];
  });
}

/** A point of a cubic curve, from 0 at its start to 1 at its end. */
export function pointOn([x0, y0, x1, y1, x2, y2, x3, y3]: Curve["points"], part: number): readonly [number, number] {
  const rest = 1 - part;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3];
  return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3];
}
