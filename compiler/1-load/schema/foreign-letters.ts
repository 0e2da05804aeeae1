import type { Place } from "../../findings/source.ts";

/** ASCII signs, each followed by others that look like it: Cyrillic, Greek, Armenian and other Latin letters; dashes, quotes and stops. */
const lookAlikes = `
  aаαɑ bЬв cсϲ dԁ eеҽ gɡց hһհ iіιıɩ jј kкκ lӏʟ mм nпոη oоοօ pрρ qԛզ rг sѕ tтτ uυս vνѵ wԝω xхχ yуγ AАΑ
  BВΒ CСϹ EЕΕ HНΗ IІΙ JЈ KКΚ LԼ MМΜ NΝ OОΟՕ PРΡ QԚ SЅ TТΤ UՍ WԜ XХΧ YУΥ ZΖ -‐‑‒–—−﹘ /⁄∕ .․。 ,、 "“”„
  '‘’‚
`;

const asciiOf = new Map(
  lookAlikes.match(/\S+/g)?.flatMap((signs) => {
    const [ascii = "", ...others] = signs;
    return others.map((other) => [other, ascii] as const);
  }),
);

const scripts = [
  "Cyrillic",
  "Greek",
  "Armenian",
  "Latin",
  "Hebrew",
  "Arabic",
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Thai",
  "Devanagari",
].map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, "u") }));

interface ForeignLetter {
  readonly letter: string;
  /** Its offset in the text. */
  readonly at: number;
  /** `U+043E, Cyrillic`. */
  readonly name: string;
  /** The whole text in ASCII, if every foreign letter in it looks like an ASCII one. */
  readonly meant: string | undefined;
}

/** The first character that is not ASCII. */
function foreignLetterIn(text: string): ForeignLetter | undefined {
  const found = /[^\0-\x7f]/u.exec(text);
  if (!found) return undefined;
  const [letter] = found;
  const code = `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const script = scripts.find(({ pattern }) => pattern.test(letter))?.name;
  const meant = [...text].map(inAscii).join("");
  return { letter, at: found.index, name: script ? `${code}, ${script}` : code, meant: /^[ -~]*$/.test(meant) ? meant : undefined };
}

/** The ASCII letter that a letter looks like. Wide, mathematical and accented letters lose what makes them so. */
function inAscii(letter: string): string {
  return asciiOf.get(letter) ?? letter.normalize("NFKD").replace(/\p{M}/gu, "");
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
