/** A stretch of a text that is in base64 or hexadecimal, decoded in one of the ways that it can be. */
export interface Decoded {
  readonly encoding: "base64" | "hexadecimal";
  /** A byte per character. */
  readonly bytes: string;
  readonly start: number;
  readonly end: number;
  /** The offset, in the text, of what gave a byte. */
  offsetOf(byte: number): number;
}

/** Shorter stretches hold no key. */
const fewestLetters = 40;
const fewestDigits = 64;

/** Prose has no longer words; base64 that is broken into shorter lines is found by its letters alone. */
const longWord = /[A-Za-z0-9+/_-]{16}/;

const [letter, blank] = [1, 2];

/** Hexadecimal as it is printed: in one piece, or in pairs with colons. */
const longNumber = /[0-9A-Fa-f]{32}|(?:[0-9A-Fa-f]{2}:){8}/;

/** Letters of base64, both kinds; and what may stand between two lines of it: white space, quotes, what begins a line of a list or comment. */
const inBase64 = classes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_", " \t\r\n\"'#,>|\\*");
const inHexadecimal = classes("0123456789ABCDEFabcdef", " \t\r\n:");

/** Line breaks written as escapes, what stands between lines, and a dash or plus alone: it begins an item, or joins two texts. */
const between = /\\[nrt]|[\s"'#,>|\\*]+|(?<![A-Za-z0-9+/_-])[+/_-]{1,2}(?![A-Za-z0-9+/_-])/g;

/** Everything in a text that base64 or hexadecimal could have written, in every way to read it: a stretch may begin with words before it. */
export function* decodedIn(text: string): Generator<Decoded> {
  for (const [start, end] of stretchesIn(text, inBase64, fewestLetters)) {
    const stretch = text.slice(start, end);
    const letters = longWord.test(stretch) ? stretch.replace(between, "") : "";
    if (letters.length < fewestLetters) continue;
    // Four letters are three bytes, so what is skipped decides how all the rest is read.
    for (let skipped = 0; skipped < 4; skipped++)
      yield {
        encoding: "base64",
        bytes: Buffer.from(letters.slice(skipped), "base64").toString("latin1"),
        start,
        end,
        offsetOf: (byte) => offsetOfLetter(stretch, skipped + Math.floor((byte * 4) / 3)) + start,
      };
  }
  for (const [start, end] of stretchesIn(text, inHexadecimal, fewestDigits)) {
    const stretch = text.slice(start, end);
    if (!longNumber.test(stretch)) continue;
    yield { encoding: "hexadecimal", bytes: Buffer.from(digitsOf(stretch), "hex").toString("latin1"), start, end, offsetOf: () => start };
  }
}

/** Where so many letters stand with nothing but blanks between them. By hand, since a regular expression runs out of stack here. */
function* stretchesIn(text: string, kinds: Uint8Array, fewest: number): Generator<readonly [start: number, end: number]> {
  let [start, end, count] = [0, 0, 0];
  for (let at = 0; at <= text.length; at++) {
    const kind = kinds[text.charCodeAt(at)];
    if (kind === letter) {
      if (count++ === 0) start = at;
      end = at + 1;
    } else if (kind !== blank) {
      if (count >= fewest) yield [start, end];
      count = 0;
    }
  }
}

/** Without blanks. In one buffer, since millions of small pieces of text take longer to throw away than to read. */
function digitsOf(stretch: string): string {
  const digits = Buffer.allocUnsafe(stretch.length);
  let length = 0;
  for (let at = 0; at < stretch.length; at++) {
    const code = stretch.charCodeAt(at);
    if (inHexadecimal[code] === letter) digits[length++] = code;
  }
  return digits.toString("latin1", 0, length);
}

function offsetOfLetter(stretch: string, wanted: number): number {
  let [left, last] = [wanted, 0];
  for (const { 0: gap, index } of stretch.matchAll(between)) {
    if (left < index - last) break;
    left -= index - last;
    last = index + gap.length;
  }
  return Math.min(last + left, Math.max(stretch.length - 1, 0));
}

function classes(letters: string, blanks: string): Uint8Array {
  const kinds = new Uint8Array(128);
  for (const one of letters) kinds[one.charCodeAt(0)] = letter;
  for (const one of blanks) kinds[one.charCodeAt(0)] = blank;
  return kinds;
}
