import { type Asn1, bytesOf, firstByte, InvalidDer, oidOf, partsOf, readDer, tag } from "./der.ts";

/** The fields of a certificate in their order (RFC 5280, 4.1), each still in DER. */
export interface CertificateFields {
  /** 1, 2 or 3. */
  readonly version: number;
  readonly serial: Asn1;
  readonly signatureAlgorithm: Asn1;
  readonly issuer: Asn1;
  readonly validity: Asn1;
  readonly subject: Asn1;
  readonly publicKey: Asn1;
  /** The unique identifiers of issuer and subject: obsolete, but kept if present. */
  readonly uniqueIds: readonly Asn1[];
  readonly extensions: readonly Extension[];
}

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
  readonly node: Asn1;
}

/** A root is in many bundles, and parsing it costs as much as the rest of making an anchor. */
const cache = new WeakMap<Buffer, CertificateFields>();

/** Throws `InvalidDer` if `der` is not a certificate or has an extension twice. */
export function certificateFields(der: Buffer): CertificateFields {
  const fields = cache.get(der) ?? parseFields(der);
  cache.set(der, fields);
  return fields;
}

function parseFields(der: Buffer): CertificateFields {
  const [body, outerAlgorithm, signature, ...afterwards] = partsOf(readDer(der));
  partsOf(outerAlgorithm);
  bytesOf(signature, tag.bitString);
  const rest = [...partsOf(body)];
  const version = firstByte(rest[0] ?? throwDamaged()) === tag.explicit(0) ? versionOf(rest.shift()) : 1;
  const [serial, signatureAlgorithm, issuer, validity, subject, publicKey, ...optional] = rest;
  if (!serial || afterwards.length > 0) throw new InvalidDer();
  bytesOf(serial, tag.integer);
  for (const sequence of [signatureAlgorithm, issuer, validity, subject, publicKey]) partsOf(sequence);
  if (!signatureAlgorithm || !issuer || !validity || !subject || !publicKey) throw new InvalidDer();
  const last = optional.at(-1);
  const extensions = last && firstByte(last) === tag.explicit(3) ? extensionsOf(optional.pop()) : [];
  return { version, serial, signatureAlgorithm, issuer, validity, subject, publicKey, uniqueIds: optional, extensions };
}

function versionOf(field: Asn1 | undefined): number {
  const number = bytesOf(partsOf(field, tag.explicit(0))[0], tag.integer);
  if (number !== "\x00" && number !== "\x01" && number !== "\x02") throw new InvalidDer();
  return number.charCodeAt(0) + 1;
}

function extensionsOf(field: Asn1 | undefined): Extension[] {
  const seen = new Set<string>();
  return partsOf(partsOf(field, tag.explicit(3))[0]).map((node) => {
    const parts = partsOf(node);
    const oid = oidOf(parts[0]);
    // Verifiers differ in which one of two they use.
    if (seen.has(oid) || parts.length < 2 || parts.length > 3) throw new InvalidDer();
    seen.add(oid);
    const critical = parts.length === 3 && bytesOf(parts[1], tag.boolean) !== "\x00";
    return { oid, critical, value: Buffer.from(bytesOf(parts.at(-1), tag.octetString), "latin1"), node };
  });
}

function throwDamaged(): never {
  throw new InvalidDer();
}
