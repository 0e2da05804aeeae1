import type { Program, Step } from "./program.ts";
import { readRe2, textOf } from "./re2.ts";

/**
 * Finds a short text that begins with `start` and that a regular expression matches as a whole. Prefers readable characters.
 * Undefined if there is none.
 */
export function matchingText(regex: string, start = ""): string | undefined {
  const read = readRe2(regex);
  if (typeof read === "string") return undefined;
  const plainText = [`${start}probe`, `${start}1`].find((text) => read.matches(text));
  if (plainText !== undefined) return plainText;
  for (const atLeast of [1, 0])
    for (const preferred of preferences) {
      const text = shortest(read.program(), start, atLeast, preferred);
      if (text !== undefined && read.matches(text)) return text;
    }
  return undefined;
}

/** Preferred bytes: first those of words, then those between words. */
const preferences = ["pa1/x-_.", "-./ pa1_"];

interface State {
  readonly step: number;
  readonly taken: string;
}

/** Breadth-first search for the shortest text. Ignores anchors and word boundaries: the caller tries the text on the expression itself. */
function shortest({ start, steps }: Program, begin: string, atLeast: number, preferred: string): string | undefined {
  const seen = new Set<string>();
  let level: State[] = [{ step: start, taken: "" }];
  while (level.length > 0) {
    const further: State[] = [];
    for (let at = 0; at < level.length; at++) {
      const { step: number, taken } = level[at] as State;
      const step = steps[number] as Step;
      // Once the start and the minimum length are there, the way to a step makes no difference.
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

function byteOf({ ranges }: Step, required: string | undefined, preferred: string): string | undefined {
  const takes = (character: string) => ranges.some(([from, to]) => from <= character.charCodeAt(0) && character.charCodeAt(0) <= to);
  if (required !== undefined) return takes(required) ? required : undefined;
  const other = ranges.find(([, to]) => to > 0x20) ?? ranges[0];
  return [...preferred].find(takes) ?? (other && String.fromCharCode(Math.max(other[0], Math.min(0x21, other[1]))));
}
