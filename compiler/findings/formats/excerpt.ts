import type { Place } from "../source.ts";
import { printable } from "./printable.ts";

/** A line of a source as a terminal shows it, and the columns (from 0) that a place covers. */
interface Excerpt {
  readonly text: string;
  readonly from: number;
  readonly width: number;
}

/** The columns of an excerpt. A longer line is cut around the place. */
const maxColumns = 120;
/** The columns that stay before the place if the beginning is cut. */
const columnsBefore = 40;

interface Cell {
  readonly text: string;
  readonly width: number;
}

/** The line that a place begins in, about 120 columns at most. Tabs become spaces, and characters that cannot be printed become escapes. */
export function excerpt({ source, start, end }: Place): Excerpt {
  const { line, column } = source.position(start);
  const whole = source.line(line);
  const placeStart = Math.min(column - 1, whole.length);
  const placeEnd = Math.min(Math.max(placeStart + end - start, placeStart), whole.length);

  const first = placeStart > maxColumns ? boundary(whole, placeStart - columnsBefore) : 0;
  const last = boundary(whole, Math.min(whole.length, Math.max(first, placeStart) + maxColumns));
  const lead = cells(whole.slice(first, placeStart), 0);
  const from = width(lead);
  const marked = cells(whole.slice(placeStart, Math.min(placeEnd, last)), from);
  const rest = cells(whole.slice(Math.min(placeEnd, last), last), from + width(marked));

  const head = first > 0 ? "…" : "";
  const shown = fit([...lead, ...marked, ...rest], maxColumns - head.length);
  const cut = last < whole.length || shown.cut;
  const visible = Math.min(width(marked), Math.max(shown.width - from, 0));
  return { text: `${head}${shown.text}${cut ? "…" : ""}`, from: head.length + from, width: Math.max(1, visible) };
}

/** The offset, or the one before it if it is in the middle of a character. */
function boundary(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff && offset > 0 ? offset - 1 : offset;
}

function cells(text: string, column: number): Cell[] {
  let at = column;
  return Array.from(text, (character) => {
    const shown = character === "\t" ? " ".repeat(4 - (at % 4)) : printable(character);
    const cell = { text: shown, width: shown === character ? columns(character) : shown.length };
    at += cell.width;
    return cell;
  });
}

function width(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

function fit(cells: readonly Cell[], limit: number): { text: string; width: number; cut: boolean } {
  let text = "";
  let used = 0;
  for (const cell of cells) {
    if (used + cell.width > limit) return { text, width: used, cut: true };
    text += cell.text;
    used += cell.width;
  }
  return { text, width: used, cut: false };
}

const combining = /^\p{M}$/u;
/** Blocks that are mostly wide or full width in Unicode's EastAsianWidth.txt. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18fff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]$|^\p{Emoji_Presentation}$/u;

/** The number of columns that a character takes in a terminal. */
function columns(character: string): number {
  if (character <= "~") return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
