/** Algorithms of keys, as DER writes their dotted numbers. */
const keyAlgorithms: readonly string[] = [
  "2a864886f70d010101", // RSA
  "2a864886f70d01010a", // RSA-PSS
  "2a864886f70d010301", // Diffie-Hellman
  "2a8648ce3d0201", // elliptic curves
  "2a8648ce380401", // DSA
  "2b6570", // Ed25519
  "2b6571", // Ed448
  "2b656e", // X25519
  "2b656f", // X448
];

/** Bytes, as characters, that stand only beside private keys or in stores of them. */
const marks = [
  { kind: "a private key of OpenSSH", mark: "openssh-key-v1\0" },
  { kind: "an encrypted private key", mark: fromHex("06092a864886f70d01050d") },
  { kind: "an encrypted private key", mark: fromHex("060a2a864886f70d010c01") },
  { kind: "a Java key store", mark: fromHex("feedfeed00000002") },
  { kind: "a Java key store", mark: fromHex("cececece00000002") },
];

export interface FoundKey {
  readonly kind: string;
  /** The offset in the text. */
  readonly at: number;
}

/** The first private key, or store of them, in some bytes. A byte per character. */
export function privateKeyIn(bytes: string): FoundKey | undefined {
  return jsonWebKeyIn(bytes) ?? binaryKeyIn(bytes);
}

function binaryKeyIn(bytes: string): FoundKey | undefined {
  for (const { kind, mark } of marks) {
    const at = bytes.indexOf(mark);
    if (at !== -1) return { kind, at };
  }
  // All of these begin with a version: an INTEGER of one byte.
  for (let at = bytes.indexOf("\x02\x01"); at !== -1; at = bytes.indexOf("\x02\x01", at + 1)) {
    const kind = afterVersion(bytes, at + 3, bytes.charCodeAt(at + 2));
    if (kind !== undefined) return { kind, at };
  }
  return undefined;
}

function afterVersion(bytes: string, at: number, version: number): string | undefined {
  const next = elementAt(bytes, at);
  if (!next) return undefined;
  // RFC 5915: the number itself, then the curve or the public key.
  if (version === 1 && next.tag === 0x04 && next.length >= 16 && next.length <= 80) {
    const tag = bytes.charCodeAt(next.end);
    return tag === 0xa0 || tag === 0xa1 ? "a private key" : undefined;
  }
  if (next.tag === 0x30) {
    const inner = elementAt(bytes, next.start);
    if (inner?.tag !== 0x06) return undefined;
    const oid = Buffer.from(bytes.slice(inner.start, inner.end), "latin1").toString("hex");
    // RFC 5958: the algorithm, then the key in an OCTET STRING; a certificate has its issuer's name there.
    if (version <= 1 && keyAlgorithms.includes(oid) && bytes.charCodeAt(next.end) === 0x04) return "a private key";
    // RFC 7292: version 3, and a store as data.
    return version === 3 && oid === "2a864886f70d010701" ? "a PKCS #12 key store" : undefined;
  }
  return version <= 1 && next.tag === 0x02 && next.length >= 64 && integersFrom(bytes, next.end) >= 3 ? "a private key" : undefined;
}

/** How many follow each other: a public key has two numbers, a private one of RSA or DSA five or more. */
function integersFrom(bytes: string, at: number): number {
  let count = 0;
  for (let next = elementAt(bytes, at); next?.tag === 0x02 && count < 3; next = elementAt(bytes, next.end)) count++;
  return count;
}

function elementAt(bytes: string, at: number): { tag: number; length: number; start: number; end: number } | undefined {
  const tag = bytes.charCodeAt(at);
  const first = bytes.charCodeAt(at + 1);
  if (Number.isNaN(tag) || Number.isNaN(first)) return undefined;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 3 || first === 0x80) return undefined;
  let length = more === 0 ? first : 0;
  for (let i = 0; i < more; i++) length = length * 256 + bytes.charCodeAt(at + 2 + i);
  const start = at + 2 + more;
  return Number.isNaN(length) ? undefined : { tag, length, start, end: start + length };
}

function fromHex(hexadecimal: string): string {
  return Buffer.from(hexadecimal, "hex").toString("latin1");
}

const keyType = /kty\\?["']?\s{0,40}:\s{0,40}\\?["']?(EC|RSA|OKP|oct)\b/g;

/** `d` is the private number of every kind of key pair; `k` the key itself where there is no pair. */
const privateMember = /(?<![A-Za-z0-9_])\\?["']?(d|k)\\?["']?\s{0,40}:\s{0,40}(?:[|>][+-]?\s{0,80})?\\?["']?[A-Za-z0-9+/_-]{16}/g;

/** No member of a key is further from its type. */
const reach = 16384;

/** A JSON Web Key with its private part, as JSON or as YAML. */
function jsonWebKeyIn(text: string): FoundKey | undefined {
  const types = [...text.matchAll(keyType)].map(({ index, 1: type }) => ({ index, type }));
  if (types.length === 0) return undefined;
  for (const { index, 1: member } of text.matchAll(privateMember))
    if (types.some((one) => Math.abs(one.index - index) < reach && (member === "d" || one.type === "oct")))
      return { kind: "a private key as a JSON Web Key", at: index };
  return undefined;
}
