import type { PictureTarget } from "./describe.ts";

/** A picture as flat shapes, in the order in which they are painted: what both the SVG and the page's canvas are painted from. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export type Shape = Box | Text | Curve;

export interface Box {
  readonly kind: "box";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: BoxTone;
  /** 0 to 1, how strongly it is filled; for cells of the matrix. */
  readonly strength?: number;
  readonly dashed?: boolean;
  readonly target?: PictureTarget;
}

export interface Text {
  readonly kind: "text";
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly text: string;
  readonly tone: TextTone;
  readonly anchor?: "middle" | "end";
  /** Degrees, around its point. */
  readonly turned?: number;
}

/** A cubic curve with an arrow at its end. */
export interface Curve {
  readonly kind: "curve";
  /** Start, two control points, end: x and y of each. */
  readonly points: readonly [number, number, number, number, number, number, number, number];
  readonly tone: LineTone;
  readonly width: number;
  readonly target: PictureTarget;
}

export type BoxTone = "cluster" | "offer" | "use" | "cell";
export type TextTone = "head" | "plain" | "faint" | "label";
export type LineTone = "in-force" | "pending" | "inactive";

/** All text is of one width per character, so that its room is known without a browser. */
export const characterWidth: Readonly<Record<TextTone, number>> = { head: 8.5, plain: 7.3, faint: 6.7, label: 6.7 };

export function widthOf(text: string, tone: TextTone): number {
  return [...text].length * characterWidth[tone];
}
