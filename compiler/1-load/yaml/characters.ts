/**
 * What no editor shows and no other reader of YAML agrees on: control characters, line and paragraph separators, byte order marks, controls of
 * the direction of text, characters without width, tags, halves of surrogate pairs. A carriage return counts unless a line feed follows it.
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]|\r(?!\n)|\p{Surrogate}/gu;

const NAMES: Readonly<Record<string, string>> = {
  "\0": "a NUL character",
  "\r": "a carriage return without a line feed",
  "\u2028": "a line separator",
  "\u2029": "a paragraph separator",
  "\ufeff": "a byte order mark",
  "\u00a0": "a no-break space",
  "\u202f": "a no-break space",
  "\u00ad": "a soft hyphen",
};

/** The forbidden characters of a text by their offsets, at most `limit` of them. A byte order mark may begin a file. */
export function forbiddenCharacters(text: string, limit: number): { offset: number; name: string }[] {
  const found: { offset: number; name: string }[] = [];
  FORBIDDEN.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  for (let match = FORBIDDEN.exec(text); match && found.length < limit; match = FORBIDDEN.exec(text)) {
    found.push({ offset: match.index, name: nameOf(match[0]) });
  }
  return found;
}

const BLANKS = /^[\u00a0\u00ad\u1680\u2000-\u200a\u202f\u205f\u3000]$/;

/** What a character is called that looks like a blank, or like nothing, and is neither to YAML: fit for quotes and comments only. */
export function falseBlank(character: string): string | undefined {
  if (character < "\u00a0" || !BLANKS.test(character)) return undefined;
  return `${NAMES[character] ?? "a blank that is no plain one"} (${codeOf(character)})`;
}

function nameOf(character: string): string {
  const code = codeOf(character);
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(character)) return `a control of the direction of text (${code})`;
  if (/\p{Surrogate}/u.test(character)) return `half of a character (${code})`;
  if (/[\u200b-\u200d\u2060-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]/u.test(character)) return `an invisible character (${code})`;
  return `${NAMES[character] ?? "a control character"} (${code})`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
