import type { Place } from "../../findings/source.ts";

/** Letters that look like ASCII, by what they look like: Cyrillic, Greek, Armenian and other Latin; dashes, quotes and stops. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: "аαɑ",
  b: "Ьв",
  c: "сϲ",
  d: "ԁ",
  e: "еҽ",
  g: "ɡց",
  h: "һհ",
  i: "іιıɩ",
  j: "ј",
  k: "кκ",
  l: "ӏʟ",
  m: "м",
  n: "пոη",
  o: "оοօ",
  p: "рρ",
  q: "ԛզ",
  r: "г",
  s: "ѕ",
  t: "тτ",
  u: "υս",
  v: "νѵ",
  w: "ԝω",
  x: "хχ",
  y: "уγ",
  A: "АΑ",
  B: "ВΒ",
  C: "СϹ",
  E: "ЕΕ",
  H: "НΗ",
  I: "ІΙ",
  J: "Ј",
  K: "КΚ",
  L: "Լ",
  M: "МΜ",
  N: "Ν",
  O: "ОΟՕ",
  P: "РΡ",
  Q: "Ԛ",
  S: "Ѕ",
  T: "ТΤ",
  U: "Ս",
  W: "Ԝ",
  X: "ХΧ",
  Y: "УΥ",
  Z: "Ζ",
  "-": "‐‑‒–—−﹘",
  "/": "⁄∕",
  ".": "․。",
  ",": "、",
  '"': "“”„",
  "'": "‘’‚",
};

const asciiOf = new Map(Object.entries(lookAlikes).flatMap(([ascii, letters]) => [...letters].map((letter) => [letter, ascii] as const)));

const scripts: readonly (readonly [pattern: RegExp, name: string])[] = (
  ["Cyrillic", "Greek", "Armenian", "Latin", "Hebrew", "Arabic", "Han", "Hiragana", "Katakana", "Hangul", "Thai", "Devanagari"] as const
).map((name) => [new RegExp(`\\p{Script=${name}}`, "u"), name]);

/** A character that is no ASCII, in a text that may hold ASCII alone. */
interface ForeignLetter {
  readonly letter: string;
  /** Where it stands in the text. */
  readonly at: number;
  /** `U+043E, Cyrillic`. */
  readonly name: string;
  /** The whole text in ASCII, if every such letter looks like some. */
  readonly meant: string | undefined;
}

/** The first letter of another script, or other sign that is no ASCII; undefined where there is none. */
function foreignLetterIn(text: string): ForeignLetter | undefined {
  const found = /[^\0-\x7f]/u.exec(text);
  if (!found) return undefined;
  const [letter] = found;
  const code = `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const script = scripts.find(([pattern]) => pattern.test(letter))?.[1];
  const meant = [...text].map(inAscii).join("");
  return { letter, at: found.index, name: script ? `${code}, ${script}` : code, meant: /^[ -~]*$/.test(meant) ? meant : undefined };
}

/** What a letter looks like; wide, mathematical and accented ones without what makes them so. */
function inAscii(letter: string): string {
  const known = asciiOf.get(letter);
  if (known !== undefined) return known;
  return letter.normalize("NFKD").replace(/\p{M}/gu, "");
}

interface Report {
  readonly message: string;
  readonly at: Place;
  readonly help: string | undefined;
}

/** The codes for names, fields and words of a choice, which must be ASCII. */
const ASCII_ALONE: ReadonlySet<string> = new Set(["FED112", "FED115"]);

/** If a character only looks like ASCII, reports its place and its name. Digits count too if a number is expected. */
export function withForeignLetter(code: string, reported: Report): Report {
  const { source, start } = reported.at;
  const foreign = foreignLetterIn(textAt(reported.at));
  const number = code === "FED111" && /^[-+]?\d+$/.test(foreign?.meant ?? "");
  if (!foreign || !(number || ASCII_ALONE.has(code))) return reported;
  const { letter, at, name, meant } = foreign;
  const seen = /[\p{L}\p{N}\p{P}\p{S}]/u.test(letter);
  const like = inAscii(letter);
  return {
    message: `${reported.message}: ${seen ? `\`${letter}\` (${name})` : `what stands here (${name})`} is not ASCII${/^[!-~]+$/.test(like) ? `, it looks like \`${like}\`` : ""}`,
    at: { source, start: start + at, end: start + at + letter.length },
    help: meant !== undefined ? `type it anew: \`${meant}\`` : reported.help,
  };
}

export function textAt({ source, start, end }: Place): string {
  return source.text.slice(start, end);
}
