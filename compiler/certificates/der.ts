import asn1, { type Asn1 } from "node-forge/lib/asn1.js";

export type { Asn1 };

/** Bytes that are not a certificate. `readCertificates` catches it and returns a problem. */
export class InvalidDer extends Error {}

/** First bytes of the elements that certificates are made of. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** `[n]` around further elements. */
  explicit: (n: number) => 0xa0 | n,
  /** `[n]` in place of the element's own tag. */
  implicit: (n: number) => 0x80 | n,
};

/** Deeper than any certificate. */
const maxDepth = 32;

/** Reads one element that fills `bytes`. What it holds writes back to these very bytes, so no part changes in an anchor. */
export function readDer(bytes: Buffer): Asn1 {
  let node: Asn1;
  try {
    node = asn1.fromDer(bytes.toString("latin1"), { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth });
  } catch {
    throw new InvalidDer();
  }
  // node-forge also reads the looser BER, which verifiers could understand in another way.
  if (!writeDer(node).equals(bytes)) throw new InvalidDer();
  return node;
}

export function writeDer(node: Asn1): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), "latin1");
}

export function asn1Element(firstByte: number, value: string | readonly Asn1[]): Asn1 {
  return asn1.create(firstByte & 0xc0, firstByte & 0x1f, (firstByte & 0x20) !== 0, value);
}

export function oidElement(oid: string): Asn1 {
  return asn1Element(tag.oid, asn1.oidToDer(oid).getBytes());
}

export function firstByte(node: Asn1): number {
  return node.tagClass | node.type | (node.constructed ? 0x20 : 0);
}

/** The elements of `node`; throws `InvalidDer` if it has another tag. */
export function partsOf(node: Asn1 | undefined, expected: number = tag.sequence): readonly Asn1[] {
  if (!node || firstByte(node) !== expected || typeof node.value === "string") throw new InvalidDer();
  return node.value;
}

/** The bytes of `node`, one per character; throws `InvalidDer` if it has another tag. */
export function bytesOf(node: Asn1 | undefined, expected: number): string {
  if (!node || firstByte(node) !== expected || typeof node.value !== "string") throw new InvalidDer();
  return node.value;
}

/** The dotted number; hexadecimal if a part is too large for a number (2.25.… may have 128 bits). */
export function oidOf(node: Asn1 | undefined): string {
  const bytes = bytesOf(node, tag.oid);
  if (bytes === "") throw new InvalidDer();
  try {
    return asn1.derToOid(bytes) ?? hexadecimal(bytes);
  } catch {
    return hexadecimal(bytes);
  }
}

function hexadecimal(bytes: string): string {
  return `0x${Buffer.from(bytes, "latin1").toString("hex")}`;
}
