/** A stretch of a text in base64 or hexadecimal, decoded in one of the possible ways. */
interface Decoded {
  readonly encoding: "base64" | "hexadecimal";
  /** A byte per character. */
  readonly bytes: string;
  readonly start: number;
  readonly end: number;
  /** The offset in the text of the letter that gave a byte. */
  offsetOf(byte: number): number;
}

/** Shorter stretches do not hold a key. */
const fewestLetters = 40;
const fewestDigits = 64;

const [letter, blank] = [1, 2];

/** Hexadecimal as it is printed: in one piece, or in pairs with colons. */
const longNumber = /[0-9A-Fa-f]{32}|(?:[0-9A-Fa-f]{2}:){8}/;

/** Letters of base64, of both kinds. Two lines of it may have white space, quotes, or the beginning of a list item or a comment between them. */
const inBase64 = classes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_", " \t\r\n\"'#,>|\\*");
const inHexadecimal = classes("0123456789ABCDEFabcdef", " \t\r\n:");

/** Prose has shorter words. Base64 that is broken into shorter lines is found by its letters alone. */
const longWord = { letters: inBase64, length: 16 };
/** What a long number has, and hardly anything else: digits or colons in a row. */
const longDigits = { letters: classes("0123456789ABCDEFabcdef:", ""), length: 24 };

/** Line breaks written as escapes, signs between lines, and a lone dash or plus: it begins an item, or joins two texts. */
const between = /\\[nrt]|[\s"'#,>|\\*]+|(?<![A-Za-z0-9+/_-])[+/_-]{1,2}(?![A-Za-z0-9+/_-])/g;

/** Every stretch of a text that may be base64 or hexadecimal, in every way to read it, since it may begin with words before the code. */
export function* decodedIn(text: string): Generator<Decoded> {
  for (const [start, end] of stretchesIn(text, inBase64, longWord, fewestLetters)) {
    const stretch = text.slice(start, end);
    const letters = stretch.replace(between, "");
    if (letters.length < fewestLetters) continue;
    // Four letters are three bytes, so the number of skipped letters decides how all the rest is read.
    for (let skipped = 0; skipped < 4; skipped++)
      yield {
        encoding: "base64",
        bytes: Buffer.from(letters.slice(skipped), "base64").toString("latin1"),
        start,
        end,
        offsetOf: (byte) => offsetOfLetter(stretch, skipped + Math.floor((byte * 4) / 3)) + start,
      };
  }
  for (const [start, end] of stretchesIn(text, inHexadecimal, longDigits, fewestDigits)) {
    const stretch = text.slice(start, end);
    if (!longNumber.test(stretch)) continue;
    yield { encoding: "hexadecimal", bytes: Buffer.from(digitsOf(stretch), "hex").toString("latin1"), start, end, offsetOf: () => start };
  }
}

/** So many letters without anything between them. */
interface Word {
  readonly letters: Uint8Array;
  readonly length: number;
}

/**
 * Stretches of at least `fewest` letters with only blanks between them, and with a certain word in them. Loops, since a regular expression
 * runs out of stack here.
 */
function* stretchesIn(text: string, kinds: Uint8Array, word: Word, fewest: number): Generator<readonly [start: number, end: number]> {
  for (let found = nextWord(text, 0, word); found !== -1; ) {
    let [start, end, count] = [found, found, 0];
    let at = found;
    for (; kinds[text.charCodeAt(at)]; at++)
      if (kinds[text.charCodeAt(at)] === letter) {
        if (count++ === 0) start = at;
        end = at + 1;
      }
    const behind = at;
    for (at = found - 1; kinds[text.charCodeAt(at)]; at--)
      if (kinds[text.charCodeAt(at)] === letter) {
        start = at;
        count++;
      }
    if (count >= fewest) yield [start, end];
    found = nextWord(text, behind, word);
  }
}

/** Where the next such word begins, or -1. Hardly any text has one, so looking back from its end skips most letters of other words. */
function nextWord(text: string, from: number, { letters, length }: Word): number {
  for (let end = from + length; end <= text.length; ) {
    let start = end;
    while (start > end - length && letters[text.charCodeAt(start - 1)] === letter) start--;
    if (start === end - length) return start;
    end = start + length;
  }
  return -1;
}

/** The digits without blanks. It uses one buffer, since the garbage collection of millions of small texts takes longer than reading them. */
function digitsOf(stretch: string): string {
  const digits = Buffer.allocUnsafe(stretch.length);
  let length = 0;
  for (let at = 0; at < stretch.length; at++) {
    const code = stretch.charCodeAt(at);
    if (inHexadecimal[code] === letter) digits[length++] = code;
  }
  return digits.toString("latin1", 0, length);
}

function offsetOfLetter(stretch: string, index: number): number {
  let [left, last] = [index, 0];
  for (const { 0: gap, index: start } of stretch.matchAll(between)) {
    if (left < start - last) break;
    left -= start - last;
    last = start + gap.length;
  }
  return Math.min(last + left, Math.max(stretch.length - 1, 0));
}

function classes(letters: string, blanks: string): Uint8Array {
  const kinds = new Uint8Array(128);
  for (const one of letters) kinds[one.charCodeAt(0)] = letter;
  for (const one of blanks) kinds[one.charCodeAt(0)] = blank;
  return kinds;
}
