import type { RE2JS } from "re2js";

/** A compiled regular expression. Steps refer to each other by index. */
export interface Program {
  readonly start: number;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly kind: "pass" | "take" | "match";
  /** The steps that may follow. */
  readonly next: readonly number[];
  /** The bytes that `take` accepts, as inclusive ranges. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** An instruction of re2js, which its types leave open. */
interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
  matchRune(rune: number): boolean;
}

/** Opcodes, numbered from 1 as in Go's regexp/syntax. */
const [alternative, alternativeMatch, fail, match, rune, anyByte, anyButLine] = [1, 2, 5, 6, 8, 10, 11];

export function programOf(regex: RE2JS): Program {
  const { inst, start } = regex.re2().prog as { readonly inst: readonly Instruction[]; readonly start: number };
  const ranges = new Map<string, Step["ranges"]>();
  return { start, steps: inst.map((instruction) => stepOf(instruction, ranges)) };
}

function stepOf(instruction: Instruction, rangesByKey: Map<string, Step["ranges"]>): Step {
  const { op, out, arg } = instruction;
  if (op === match) return { kind: "match", next: [], ranges: [] };
  if (op === fail) return { kind: "pass", next: [], ranges: [] };
  if (op < rune) return { kind: "pass", next: op === alternative || op === alternativeMatch ? [out, arg] : [out], ranges: [] };
  const key = `${op} ${arg} ${Array.from(instruction.runes).join()}`;
  const ranges = rangesByKey.get(key) ?? rangesOf(instruction);
  rangesByKey.set(key, ranges);
  return { kind: "take", next: [out], ranges };
}

function rangesOf(instruction: Instruction): Step["ranges"] {
  const takes = (byte: number) =>
    instruction.op === anyByte || (instruction.op === anyButLine ? byte !== 0x0a : instruction.matchRune(byte));
  const found: [number, number][] = [];
  for (let byte = 0; byte <= 0xff; byte++) {
    const last = found.at(-1);
    if (!takes(byte)) continue;
    if (last?.[1] === byte - 1) last[1] = byte;
    else found.push([byte, byte]);
  }
  return found;
}

/**
 * The number of steps that RE2 itself needs, rather too high than too low. RE2 has one step per range, and two around all. If case is
 * ignored, capitals have no ranges of their own (RE2's `prog.cc`, `Prog::instruction_count`).
 */
export function sizeOf({ steps }: Program): number {
  return steps.reduce((sum, { ranges }) => sum + Math.max(distinct(ranges).length, 1), 2);
}

function distinct(ranges: Step["ranges"]): Step["ranges"] {
  const others = ranges.filter(([from, to]) => from < 0x41 || to > 0x5a);
  if (others.length === ranges.length) return ranges;
  const takes = (letter: number) => ranges.some(([from, to]) => from <= letter && letter <= to);
  for (let letter = 0x41; letter <= 0x5a; letter++) if (takes(letter) !== takes(letter + 0x20)) return ranges;
  return others;
}
