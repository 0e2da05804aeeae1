import type { PictureTarget } from "./describe.ts";

/** A picture as flat shapes, in the order in which they are painted. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export type Shape = Box | Text | Arrow;

export interface Box {
  readonly kind: "box";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: "cluster" | "offer" | "use" | "cell";
  /** How strongly a cell of the matrix is filled, from 0 to 1. */
  readonly strength?: number;
  readonly dashed?: boolean;
  readonly target?: PictureTarget;
}

interface Text {
  readonly kind: "text";
  readonly x: number;
  /** The base line. */
  readonly y: number;
  readonly text: string;
  readonly tone: TextTone;
  readonly anchor?: "middle" | "end";
  /** Degrees by which it is turned around its point. */
  readonly turned?: number;
}

/** A curve from left to right, level at both ends. */
export interface Arrow {
  readonly kind: "arrow";
  readonly from: Point;
  readonly to: Point;
  readonly tone: "in-force" | "pending" | "inactive";
  readonly width: number;
  readonly target: PictureTarget;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export type TextTone = "head" | "plain" | "faint";

/** Every character has the same width, so that a text's room is known without a browser. */
export const characterWidth: Readonly<Record<TextTone, number>> = { head: 8.5, plain: 7.3, faint: 6.7 };

/** East Asian characters and emoji, which take two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** How many columns of a monospaced font a text takes. */
export function columnsOf(text: string): number {
  return [...text].length + (text.match(wide)?.length ?? 0);
}

export function widthOf(text: string, tone: TextTone): number {
  return columnsOf(text) * characterWidth[tone];
}
