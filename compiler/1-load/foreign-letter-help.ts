import type { Place } from "../findings/source.ts";
import { foreignLetterIn, inAscii } from "./schema/foreign-letters.ts";

interface Told {
  readonly message: string;
  readonly at: Place;
  readonly help: string | undefined;
}

/** Codes of names, fields and words of a choice, which are ASCII. */
const ASCII_ALONE: ReadonlySet<string> = new Set(["FED112", "FED115"]);

/** What looks like ASCII and is not is the mistake: its place and its name are told. Digits count too, where a number is wanted. */
export function withForeignLetter(code: string, reported: Told): Told {
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
