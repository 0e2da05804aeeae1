import type { PictureTarget } from "./describe.ts";
import { type Box, characterWidth, columnsOf, type Shape, type TextTone, widthOf } from "./drawing.ts";

const lineHeight = 17;
const inset = 10;
const rowInset = 4;
const between = 12;

/** A text in a box. The text of an arrow stands at the right end of its line, and the arrow begins there. */
export interface Piece {
  readonly text: string;
  readonly tone: TextTone;
  readonly arrow?: unknown;
}

/** A box within a frame: a local name or an exposed service. Arrows end at its `end`. */
interface Row {
  readonly tone: "use" | "offer";
  readonly dashed: boolean;
  readonly target: PictureTarget;
  readonly pieces: readonly Piece[];
  readonly end: unknown;
}

/** A cluster's box, with the rows in it. If it has no rows, arrows begin and end at its `end`. */
export interface Frame {
  readonly dashed: boolean;
  readonly target: PictureTarget;
  readonly pieces: readonly Piece[];
  readonly rows: readonly Row[];
  readonly end: unknown;
}

interface PaintedFrame {
  readonly shapes: readonly Shape[];
  /** The height at which each arrow begins or ends, by its key. */
  readonly ends: ReadonlyMap<unknown, number>;
  readonly height: number;
}

/** A width in which no line of a frame is broken, rounding errors included. */
export function naturalWidth({ pieces, rows }: Frame): number {
  const headWidths = pieces.map(({ text, tone }) => widthOf(text, tone));
  const rowWidths = rows.map((row) => row.pieces.reduce((sum, { text, tone }) => sum + widthOf(text, tone) + between, 0));
  return Math.max(...headWidths, ...rowWidths) + 2 * (inset + rowInset) + 1;
}

/** A frame at a place, in a width in which its texts are broken into lines. */
export function paintFrame({ dashed, target, pieces, rows, end }: Frame, x: number, y: number, width: number): PaintedFrame {
  const ends = new Map<unknown, number>();
  const head = paintLines(
    pieces.flatMap((piece) => linesOf([piece], width - 2 * inset)),
    x + inset,
    y + 4,
    width - 2 * inset,
  );
  const inside: Shape[] = [...head.shapes];
  let bottom = y + 4 + head.height;
  const room = width - 2 * (inset + rowInset);
  for (const row of rows) {
    const lines = linesOf(row.pieces, room);
    const painted = paintLines(lines, x + inset + rowInset, bottom + 2, room);
    for (const [key, height] of painted.ends) ends.set(key, height);
    ends.set(row.end, bottom + 2 + painted.height / 2);
    const place = { x: x + rowInset, y: bottom + 1, width: width - 2 * rowInset, height: painted.height + 2 };
    inside.push({ kind: "box", ...place, tone: row.tone, dashed: row.dashed, target: row.target }, ...painted.shapes);
    bottom += painted.height + 6;
  }
  const height = bottom + 4 - y;
  if (rows.length === 0) ends.set(end, y + height / 2);
  const box: Box = { kind: "box", x, y, width, height, tone: "cluster", dashed, target };
  return { shapes: [box, ...inside], ends, height };
}

/** Pieces side by side as far as there is room. A line ends with the text of an arrow. */
function linesOf(pieces: readonly Piece[], room: number): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [];
  let free = 0;
  for (const piece of pieces) {
    if (widthOf(piece.text, piece.tone) + between <= free) {
      lines.at(-1)?.push(piece);
    } else {
      const texts = broken(piece.text, Math.floor(room / characterWidth[piece.tone]));
      lines.push(...texts.map((text) => [{ ...piece, text }]));
      free = room;
    }
    const last = lines.at(-1)?.at(-1) ?? piece;
    free = piece.arrow === undefined ? free - widthOf(last.text, last.tone) - between : 0;
  }
  return lines;
}

function paintLines(lines: readonly (readonly Piece[])[], x: number, y: number, width: number): PaintedFrame {
  const ends = new Map<unknown, number>();
  const shapes = lines.flatMap((pieces, i) => {
    const baseLine = y + i * lineHeight + 12;
    let left = x;
    return pieces.map(({ text, tone, arrow }): Shape => {
      if (arrow !== undefined) {
        // The arrow of a broken text begins at its first line.
        if (!ends.has(arrow)) ends.set(arrow, y + (i + 0.5) * lineHeight);
        return { kind: "text", x: x + width, y: baseLine, text, tone, anchor: "end" };
      }
      left += widthOf(text, tone) + between;
      return { kind: "text", x: left - widthOf(text, tone) - between, y: baseLine, text, tone };
    });
  });
  return { shapes, ends, height: lines.length * lineHeight };
}

/** A text in lines of at most so many columns, broken after blanks and signs if there are any. */
function broken(text: string, max: number): readonly string[] {
  const lines = [""];
  for (const part of text.split(/(?<=[ ./:,-])(?!%)/)) {
    if (lines.at(-1) !== "" && columnsOf(`${lines.at(-1)}${part}`.trimEnd()) > max) lines.push("");
    for (const character of part) {
      if (columnsOf(`${lines.at(-1)}${character}`.trimEnd()) > max) lines.push("");
      lines[lines.length - 1] += character;
    }
  }
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
