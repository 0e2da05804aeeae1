import type { Program, Step } from "./program.ts";
import { readRe2, textOf } from "./re2.ts";

/**
 * A short text that a regular expression matches as a whole, of what people can read where that will do; it begins with `start`.
 * Undefined where none is found.
 */
export function matchingText(regex: string, start = ""): string | undefined {
  const read = readRe2(regex);
  if (typeof read === "string") return undefined;
  const usual = [`${start}probe`, `${start}1`].find((text) => read.matches(text));
  if (usual !== undefined) return usual;
  for (const atLeast of [1, 0])
    for (const preferred of preferences) {
      const text = shortest(read.program, start, atLeast, preferred);
      if (text !== undefined && read.matches(text)) return text;
    }
  return undefined;
}

/** Bytes that are taken rather than others: of words, and such as stand between words. */
const preferences = ["pa1/x-_.", "-./ pa1_"];

interface State {
  readonly step: number;
  readonly taken: string;
}

/** By width first, so that it is the shortest. What a step asks of its surroundings is left to the expression itself. */
function shortest({ start, steps }: Program, begin: string, atLeast: number, preferred: string): string | undefined {
  const seen = new Set<string>();
  let level: State[] = [{ step: start, taken: "" }];
  while (level.length > 0) {
    const further: State[] = [];
    for (let at = 0; at < level.length; at++) {
      const { step: number, taken } = level[at] as State;
      const step = steps[number] as Step;
      // Beyond the beginning and the least that is wanted, how a step was come to makes no difference.
      const key = `${number} ${Math.min(taken.length, Math.max(begin.length, atLeast))}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (step.kind === "match" && taken.length >= Math.max(begin.length, atLeast)) return textOf(taken);
      if (step.kind === "pass") level.push(...step.next.map((next) => ({ step: next, taken })));
      const byte = step.kind === "take" ? byteOf(step, begin[taken.length], preferred) : undefined;
      if (byte !== undefined) further.push(...step.next.map((next) => ({ step: next, taken: taken + byte })));
    }
    level = further;
  }
  return undefined;
}

function byteOf({ ranges }: Step, wanted: string | undefined, preferred: string): string | undefined {
  const takes = (character: string) => ranges.some(([from, to]) => from <= character.charCodeAt(0) && character.charCodeAt(0) <= to);
  if (wanted !== undefined) return takes(wanted) ? wanted : undefined;
  const other = ranges.find(([, to]) => to > 0x20) ?? ranges[0];
  return [...preferred].find(takes) ?? (other && String.fromCharCode(Math.max(other[0], Math.min(0x21, other[1]))));
}
