import { isUtf8 } from "node:buffer";
import type { WrongEncoding } from "../findings/source.ts";

const asUtf8 = "save it as UTF-8";

/** Byte order marks. The longer ones come first, since `fffe0000` begins like `fffe`. */
const marks: readonly { readonly mark: string; readonly encoding: string; readonly decode: (bytes: Buffer) => string }[] = [
  { mark: "fffe0000", encoding: "UTF-32", decode: (bytes) => fromUtf32(bytes, (at) => bytes.readUInt32LE(at)) },
  { mark: "0000feff", encoding: "UTF-32", decode: (bytes) => fromUtf32(bytes, (at) => bytes.readUInt32BE(at)) },
  { mark: "fffe", encoding: "UTF-16", decode: (bytes) => new TextDecoder("utf-16le").decode(bytes) },
  { mark: "feff", encoding: "UTF-16", decode: (bytes) => new TextDecoder("utf-16be").decode(bytes) },
];

/**
 * The text of a file, and the mistake if its bytes are not UTF-8. Such a file is decoded too, as well as possible, since it must be searched
 * for secrets. If a byte order mark tells the encoding, the text is as it was meant.
 */
export function decodeText(
  bytes: Buffer,
  name: string,
): { readonly text: string; readonly wrong?: WrongEncoding; readonly isMarked?: true } {
  const marked = marks.find(({ mark }) => bytes.toString("hex", 0, mark.length / 2) === mark);
  if (marked)
    return {
      text: marked.decode(bytes),
      wrong: { start: 0, message: `\`${name}\` is saved as ${marked.encoding}`, help: asUtf8 },
      isMarked: true,
    };
  if (isUtf8(bytes)) return { text: bytes.toString("utf8") };
  const isCertificate = bytes[0] === 0x30;
  if (bytes.includes(0) || (isCertificate && bytes[1] === 0x82)) {
    const der = "if it is a binary certificate (DER), `openssl x509 -inform der -in FILE` converts it to PEM form";
    const message = `\`${name}\` is not UTF-8 text, but binary data`;
    return { text: bytes.toString("latin1"), wrong: { start: 0, message, help: isCertificate ? der : "is it the right file?" } };
  }
  const text = bytes.toString("utf8");
  const { start, offset } = firstWrongByte(bytes, text);
  return { text, wrong: { start, ...wrongByte(bytes, offset, name) } };
}

/** The first byte that is not UTF-8: its `offset` in the bytes, and its `start` in the text, where U+FFFD stands for it. */
function firstWrongByte(bytes: Buffer, text: string): { start: number; offset: number } {
  let [start, offset] = [0, 0];
  for (let next = text.indexOf("\ufffd"); next !== -1; next = text.indexOf("\ufffd", start)) {
    offset += Buffer.byteLength(text.slice(start, next));
    // The file may hold U+FFFD itself.
    if (bytes.toString("hex", offset, offset + 3) !== "efbfbd") return { start: next, offset };
    [start, offset] = [next + 1, offset + 3];
  }
  return { start: 0, offset: 0 };
}

function wrongByte(bytes: Buffer, offset: number, name: string): { readonly message: string; readonly help: string } {
  const [first = 0, second = 0] = bytes.subarray(offset);
  const byte = `the byte 0x${first.toString(16).toUpperCase()}`;
  const problem = (what: string, help = asUtf8) => ({ message: `\`${name}\` is not UTF-8 text: here stands ${what}`, help });
  if (first === 0xed && second >= 0xa0) return problem("half of a character (a lone surrogate), written as if it were one");
  if (first === 0xc0 || first === 0xc1) return problem(`${byte}, which begins a character that is written longer than it is`);
  const rest = bytes.subarray(offset + 1);
  if (first >= 0xc2 && first < 0xf5 && rest.length < 3 && rest.every((next) => next >= 0x80 && next < 0xc0))
    return problem(`${byte}, and the file ends within its character`);
  if (first < 0xa0) return problem(byte);
  const latin1 = String.fromCharCode(first);
  return problem(`${byte} (\`${latin1}\` in Latin-1)`, `${asUtf8}: \`iconv -f latin1 -t utf-8 FILE\`, if it is Latin-1`);
}

function fromUtf32(bytes: Buffer, read: (offset: number) => number): string {
  let text = "";
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const code = read(offset);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text;
}
