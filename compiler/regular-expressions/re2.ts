import { loadRe2 } from "./load-re2.ts";
import { type Program, programOf, sizeOf } from "./program.ts";

/** A regular expression as Envoy reads it: RE2 over bytes. It runs in linear time on any text. */
interface Re2 {
  /** Whether it matches a whole text. */
  readonly matches: (text: string) => boolean;
  readonly program: () => Program;
}

const cache = new Map<string, Re2 | string>();

/** Expressions that fedc itself writes into most overlays. They mean the same to JavaScript, so that the library is not loaded for them. */
const wellKnown: ReadonlyMap<string, Re2["matches"]> = new Map([
  [".*/[.]{1,2};.*", (text: string) => !text.includes("\n") && /\/\.{1,2};/.test(text)],
]);

/** Compiles an expression. Returns a problem as a text if RE2 or Istio refuses it; the text completes a sentence that begins with the expression. */
export function readRe2(regex: string): Re2 | string {
  const cached = cache.get(regex);
  if (cached !== undefined) return cached;
  const read = compiled(regex);
  if (cache.size > 10_000) cache.clear();
  cache.set(regex, read);
  return read;
}

/** Whether an expression matches a whole text. An expression that RE2 refuses matches no text. */
export function matchesWhole(regex: string, text: string): boolean {
  const read = readRe2(regex);
  return typeof read !== "string" && read.matches(text);
}

/** Istio sets Envoy's `re2.max_program_size.error_level` to this. */
const maxSize = 32768;

/** An escape of a character that does not fit into a byte. Istio's own check accepts it. */
const wideEscape = /(?<!\\)(?:\\\\)*(\\x\{0*[1-9A-Fa-f][0-9A-Fa-f]{2,}\})/;

function compiled(regex: string): Re2 | string {
  const matches = wellKnown.get(regex);
  return matches ? { matches, program: () => programOf(loadRe2().RE2JS.compile(regex)) } : compiledByRe2(regex);
}

function compiledByRe2(regex: string): Re2 | string {
  const { RE2JS, RE2JSSyntaxException } = loadRe2();
  try {
    const own = RE2JS.compile(bytesOf(regex));
    const wide = wideEscape.exec(regex)?.[1];
    if (wide !== undefined) return `has \`${wide}\`, and Envoy compares bytes: write the character itself`;
    const program = programOf(own);
    const size = sizeOf(program);
    if (size > maxSize) return `takes about ${size} steps, and Istio lets Envoy take ${maxSize} at most`;
    return { matches: (text) => own.testExact(bytesOf(text)), program: () => program };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const part = error.input ? `: \`${textOf(error.input)}\`` : "";
    return `cannot be read by RE2: ${error.error}${part}`;
  }
}

/** The UTF-8 bytes of a text, as a character each, since Envoy passes bytes to RE2. */
function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The reverse of `bytesOf`. */
export function textOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
