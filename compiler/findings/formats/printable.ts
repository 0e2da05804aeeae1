/**
 * Characters that a terminal obeys or shows in another order: controls, separators, directions, the byte order mark, lone surrogates; and
 * characters that look like a plain blank or like nothing.
 */
const unsafe =
  /[\p{Cc}\u00a0\u00ad\u061c\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/gu;

/** Matches most texts, and saves the long expression, which takes a millisecond to compile. */
const visible = /^[ -~]*$/;

/** A text that is safe for a terminal: every invisible character becomes an escape, line breaks and tabs too. */
export function printable(text: string): string {
  return visible.test(text) ? text : text.replace(unsafe, escaped);
}

/** The same for JSON, which does not escape all of these characters by itself. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, (character) =>
    Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

function escaped(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
