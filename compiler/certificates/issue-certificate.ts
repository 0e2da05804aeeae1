import { createHash } from "node:crypto";
import { type Asn1, asn1Element, oidElement, readDer, tag, writeDer } from "./der.ts";

/** The contents of a new certificate. */
export interface CertificateContents {
  /** Sixteen bytes. */
  readonly serial: Buffer;
  readonly issuer: CertificateName;
  readonly subject: CertificateName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** DER of the signer's SubjectPublicKeyInfo. */
  readonly issuerKey: Buffer;
  /** For a gateway's certificate; undefined for an authority's. */
  readonly gateway?: { readonly identity: string; readonly side: "ingress" | "egress" };
}

export interface CertificateName {
  readonly organization: string;
  readonly commonName: string;
}

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const purposes = { ingress: "1.3.6.1.5.5.7.3.1", egress: "1.3.6.1.5.5.7.3.2" };

/** DER of a certificate (RFC 5280, 4.1). `sign` returns the ECDSA signature over the SHA-256 of its argument, so that private keys stay outside. */
export function issueCertificate(contents: CertificateContents, sign: (body: Buffer) => Buffer): Buffer {
  const algorithm = sequence(oidElement(ecdsaWithSha256));
  const body = sequence(
    asn1Element(tag.explicit(0), [asn1Element(tag.integer, "\x02")]),
    asn1Element(tag.integer, positive(contents.serial)),
    algorithm,
    nameElement(contents.issuer),
    sequence(timeElement(contents.notBefore), timeElement(contents.notAfter)),
    nameElement(contents.subject),
    readDer(contents.publicKey),
    asn1Element(tag.explicit(3), [sequence(...extensionsOf(contents))]),
  );
  const signature = `\x00${sign(writeDer(body)).toString("latin1")}`;
  return writeDer(sequence(body, algorithm, asn1Element(tag.bitString, signature)));
}

function extensionsOf({ gateway, publicKey, issuerKey }: CertificateContents): readonly Asn1[] {
  const own = extension("2.5.29.14", false, asn1Element(tag.octetString, keyIdentifier(publicKey)));
  const issuers = extension("2.5.29.35", false, sequence(asn1Element(tag.implicit(0), keyIdentifier(issuerKey))));
  if (!gateway) {
    const basic = sequence(asn1Element(tag.boolean, "\xff"), asn1Element(tag.integer, "\x00"));
    // keyCertSign and cRLSign
    return [extension("2.5.29.19", true, basic), extension("2.5.29.15", true, asn1Element(tag.bitString, "\x01\x06")), own, issuers];
  }
  return [
    extension("2.5.29.19", true, sequence()),
    extension("2.5.29.15", true, asn1Element(tag.bitString, "\x07\x80")), // digitalSignature
    extension("2.5.29.37", false, sequence(oidElement(purposes[gateway.side]))),
    extension("2.5.29.17", false, sequence(asn1Element(tag.implicit(6), gateway.identity))),
    own,
    issuers,
  ];
}

function extension(oid: string, critical: boolean, value: Asn1): Asn1 {
  const flag = critical ? [asn1Element(tag.boolean, "\xff")] : [];
  return sequence(oidElement(oid), ...flag, asn1Element(tag.octetString, writeDer(value).toString("latin1")));
}

/** 160 bits of the key's hash (RFC 7093, 2). */
function keyIdentifier(publicKey: Buffer): string {
  return createHash("sha256").update(publicKey).digest().toString("latin1", 0, 20);
}

function nameElement({ organization, commonName }: CertificateName): Asn1 {
  const part = (oid: string, text: string) =>
    asn1Element(tag.set, [sequence(oidElement(oid), asn1Element(tag.utf8String, Buffer.from(text).toString("latin1")))]);
  return sequence(part("2.5.4.10", organization), part("2.5.4.3", commonName));
}

/** Two digits of the year until 2049, four from then on (RFC 5280, 4.1.2.5). */
function timeElement(time: Date): Asn1 {
  const digits = `${time.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return time.getUTCFullYear() < 2050 ? asn1Element(tag.utcTime, digits.slice(2)) : asn1Element(tag.generalizedTime, digits);
}

/** A positive number without a leading zero byte, so that its length is always the same. */
function positive(serial: Buffer): string {
  const bytes = Buffer.from(serial);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("latin1");
}

function sequence(...parts: readonly Asn1[]): Asn1 {
  return asn1Element(tag.sequence, parts);
}
