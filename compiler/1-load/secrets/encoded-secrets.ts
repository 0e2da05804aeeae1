import { decodedIn } from "./encoded-texts.ts";
import { jsonWebKeyIn } from "./json-web-key.ts";
import { privateKeyIn } from "./private-key-bytes.ts";

/** What was found in a text, and where: the beginning of it is as exact as can be. */
export interface FoundSecret {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** Nobody encodes anything more often by mistake. */
const deepest = 4;

/** Bytes that are no text have hardly ever so many letters of base64 together: nothing is to be decoded once more. */
const someLetters = /[A-Za-z0-9+/_-]{12}/;

const inText: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a private key", /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/],
  ["a private key of PuTTY", /PuTTY-User-Key-File-\d/],
  ["a text encrypted by age", /BEGIN AGE ENCRYPTED FILE/],
  ["an age secret key", /AGE-SECRET-KEY-1[A-Z0-9]{20}/],
  ["a GitHub token", /gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}/],
];

/** Private keys that are not to be seen in a text, but in what its base64 and hexadecimal stand for, however often. */
export function encodedSecretsIn(text: string, most: number): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  let end = -1;
  for (const decoded of decodedIn(text)) {
    // One is enough of each stretch: it can be read in several ways.
    if (decoded.start < end) continue;
    const secret = secretIn(decoded.bytes, 1);
    if (!secret) continue;
    found.push({
      what: `${secret.what} in ${secret.depth > 1 ? `${secret.depth} layers of ` : ""}${decoded.encoding}`,
      start: decoded.offsetOf(secret.at),
      end: decoded.end,
    });
    end = decoded.end;
    if (found.length === most) break;
  }
  return found;
}

function secretIn(bytes: string, depth: number): { what: string; at: number; depth: number } | undefined {
  for (const [what, pattern] of inText) {
    const at = bytes.search(pattern);
    if (at !== -1) return { what, at, depth };
  }
  const key = privateKeyIn(bytes) ?? jsonWebKeyIn(bytes);
  if (key) return { ...key, depth };
  if (depth === deepest || !someLetters.test(bytes)) return undefined;
  for (const decoded of decodedIn(bytes)) {
    const secret = secretIn(decoded.bytes, depth + 1);
    if (secret) return { ...secret, at: decoded.offsetOf(secret.at) };
  }
  return undefined;
}
