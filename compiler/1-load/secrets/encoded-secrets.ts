import { decodedIn } from "./encoded-texts.ts";
import { type FoundKey, privateKeyIn } from "./private-keys.ts";

export interface FoundSecret {
  readonly kind: string;
  /** As exact as can be. */
  readonly start: number;
  readonly end: number;
}

/** More layers are not encoded by mistake. */
const maxLayers = 4;

/** Bytes that are not text hardly ever have so many letters of base64 together, so they are not decoded once more. */
const someLetters = /[A-Za-z0-9+/_-]{12}/;

const patterns = [
  { kind: "a private key", pattern: /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/ },
  { kind: "a private key of PuTTY", pattern: /PuTTY-User-Key-File-\d/ },
  { kind: "a text encrypted by age", pattern: /BEGIN AGE ENCRYPTED FILE/ },
  { kind: "an age secret key", pattern: /AGE-SECRET-KEY-1[A-Z0-9]{20}/ },
  { kind: "a GitHub token", pattern: /gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}/ },
];

/** Secrets in the base64 and hexadecimal of a text, at most `limit`, in up to four layers. */
export function encodedSecretsIn(text: string, limit: number): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  let end = -1;
  for (const decoded of decodedIn(text)) {
    // A stretch can be read in several ways. One secret of it is enough.
    if (decoded.start < end) continue;
    if (found.length >= limit) break;
    const secret = secretIn(decoded.bytes, 1);
    if (!secret) continue;
    const layers = secret.depth > 1 ? `${secret.depth} layers of ` : "";
    found.push({ kind: `${secret.kind} in ${layers}${decoded.encoding}`, start: decoded.offsetOf(secret.at), end: decoded.end });
    end = decoded.end;
  }
  return found;
}

function secretIn(bytes: string, depth: number): (FoundKey & { readonly depth: number }) | undefined {
  for (const { kind, pattern } of patterns) {
    const at = bytes.search(pattern);
    if (at !== -1) return { kind, at, depth };
  }
  const key = privateKeyIn(bytes);
  if (key) return { ...key, depth };
  if (depth === maxLayers || !someLetters.test(bytes)) return undefined;
  for (const decoded of decodedIn(bytes)) {
    const secret = secretIn(decoded.bytes, depth + 1);
    if (secret) return { ...secret, at: decoded.offsetOf(secret.at) };
  }
  return undefined;
}
