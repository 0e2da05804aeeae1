import { isUtf8 } from "node:buffer";
import type { WrongEncoding } from "../findings/source.ts";

const asUtf8 = "save it as UTF-8";

/** Byte order marks; the longer ones first, since one begins like the other. */
const marks: readonly (readonly [bytes: string, name: string, decode: (bytes: Buffer) => string])[] = [
  ["fffe0000", "UTF-32", (bytes) => fromUtf32(bytes, (at) => bytes.readUInt32LE(at))],
  ["0000feff", "UTF-32", (bytes) => fromUtf32(bytes, (at) => bytes.readUInt32BE(at))],
  ["fffe", "UTF-16", (bytes) => new TextDecoder("utf-16le").decode(bytes)],
  ["feff", "UTF-16", (bytes) => new TextDecoder("utf-16be").decode(bytes)],
];

/** The text of a file, and what is wrong with its bytes where they are no UTF-8. It is decoded all the same, as what it is: it may hold a secret. */
export function decodeText(bytes: Buffer, name: string): { readonly text: string; readonly wrong?: WrongEncoding } {
  for (const [mark, encoding, decode] of marks)
    if (bytes.toString("hex", 0, mark.length / 2) === mark)
      return { text: decode(bytes), wrong: { start: 0, message: `\`${name}\` is saved as ${encoding}`, help: asUtf8 } };
  if (isUtf8(bytes)) return { text: bytes.toString("utf8") };
  if (bytes.includes(0) || (bytes[0] === 0x30 && bytes[1] === 0x82)) return binary(bytes, name);
  const text = bytes.toString("utf8");
  const { start, at } = firstWrong(bytes, text);
  return { text, wrong: { start, ...described(bytes, at, name) } };
}

function binary(bytes: Buffer, name: string): { readonly text: string; readonly wrong: WrongEncoding } {
  const certificate = bytes[0] === 0x30;
  const help = certificate
    ? "if it is a binary certificate (DER), `openssl x509 -inform der -in FILE` gives it in PEM form"
    : "is it the right file?";
  return { text: bytes.toString("latin1"), wrong: { start: 0, message: `\`${name}\` is not UTF-8 text, but binary data`, help } };
}

/** Where the first byte that is no UTF-8 stands: in the bytes, and in the text, where U+FFFD stands for it. */
function firstWrong(bytes: Buffer, text: string): { start: number; at: number } {
  let [start, at] = [0, 0];
  for (let next = text.indexOf("\ufffd"); next !== -1; next = text.indexOf("\ufffd", start)) {
    at += Buffer.byteLength(text.slice(start, next));
    // The file may hold U+FFFD itself.
    if (bytes.toString("hex", at, at + 3) !== "efbfbd") return { start: next, at };
    [start, at] = [next + 1, at + 3];
  }
  return { start: 0, at: 0 };
}

function described(bytes: Buffer, at: number, name: string): { readonly message: string; readonly help: string } {
  const [first = 0, second = 0] = bytes.subarray(at);
  const byte = `the byte 0x${first.toString(16).toUpperCase()}`;
  const reported = (what: string, help = asUtf8) => ({ message: `\`${name}\` is not UTF-8 text: here stands ${what}`, help });
  if (first === 0xed && second >= 0xa0) return reported("half of a character (a lone surrogate), written as if it were one");
  if (first === 0xc0 || first === 0xc1) return reported(`${byte}, which begins a character that is written longer than it is`);
  const rest = bytes.subarray(at + 1);
  if (first >= 0xc2 && first < 0xf5 && rest.length < 3 && rest.every((one) => one >= 0x80 && one < 0xc0))
    return reported(`${byte}, and the file ends within its character`);
  const character = first < 0xa0 ? undefined : String.fromCharCode(first);
  return reported(
    character ? `${byte} (\`${character}\` in Latin-1)` : byte,
    character ? `${asUtf8}: \`iconv -f latin1 -t utf-8 FILE\`, if it is Latin-1` : asUtf8,
  );
}

function fromUtf32(bytes: Buffer, read: (at: number) => number): string {
  let text = "";
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = read(at);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text;
}
