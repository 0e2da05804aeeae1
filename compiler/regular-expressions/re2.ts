import { loadRe2 } from "./load-re2.ts";
import { type Program, programOf, sizeOf } from "./program.ts";

/** A regular expression as Envoy reads it: RE2 over bytes, which takes the same time for whatever text comes. */
export interface Re2 {
  /** Whether it matches the whole of a text. */
  readonly matches: (text: string) => boolean;
  readonly program: Program;
}

const known = new Map<string, Re2 | string>();

/** The expression, or why there is none: the rest of a sentence that begins with it. */
export function readRe2(regex: string): Re2 | string {
  const before = known.get(regex);
  if (before !== undefined) return before;
  const read = compiled(regex);
  if (known.size > 10_000) known.clear();
  known.set(regex, read);
  return read;
}

/** Whether an expression matches the whole of a text; none does that RE2 cannot read. */
export function matchesWhole(regex: string, text: string): boolean {
  const read = readRe2(regex);
  return typeof read !== "string" && read.matches(text);
}

/** Istio sets Envoy's `re2.max_program_size.error_level` to this. */
const maxSize = 32768;

/** An escape of a character that is more than a byte: Istio's own check lets it pass. */
const wideEscape = /(?<!\\)(?:\\\\)*(\\x\{0*[1-9A-Fa-f][0-9A-Fa-f]{2,}\})/;

function compiled(regex: string): Re2 | string {
  const { RE2JS, RE2JSSyntaxException } = loadRe2();
  try {
    const own = RE2JS.compile(bytesOf(regex));
    const wide = wideEscape.exec(regex)?.[1];
    if (wide !== undefined) return `has \`${wide}\`, and Envoy compares bytes: write the character itself`;
    const program = programOf(own);
    const size = sizeOf(program);
    if (size > maxSize) return `takes about ${size} steps, and Istio lets Envoy take ${maxSize} at most`;
    return { matches: (text) => own.testExact(bytesOf(text)), program };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const part = error.input ? `: \`${textOf(error.input)}\`` : "";
    return `cannot be read by RE2: ${error.error}${part}`;
  }
}

/** Envoy gives RE2 bytes, a character for each. */
function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text of such characters. */
export function textOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
