import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import { certificateFields } from "./certificate-fields.ts";
import { InvalidDer, writeDer } from "./der.ts";
import { readExtensions } from "./extensions.ts";
import { readKeyType } from "./key-type.ts";
import type { PemProblem } from "./no-certificate.ts";
import { anew, certificateBlocks, certificatePem, type PemLimits, rootLimits } from "./pem.ts";
import { readSignatureAlgorithm } from "./signature-algorithm.ts";

/**
 * Reads the certificates of a PEM text, or returns a `problem` and no certificates. The problem completes a sentence that begins with the name
 * of the text ("holds a private key, …"). It never repeats the text. Pass `bundleLimits` for bundles that fedc made.
 */
export function readCertificates(pem: string, limits: PemLimits = rootLimits): { certificates: Certificate[] } & Partial<PemProblem> {
  const { blocks, ...refused } = certificateBlocks(pem, limits);
  if (refused.problem !== undefined) return { certificates: [], ...refused };
  const certificates: Certificate[] = [];
  for (const [index, der] of blocks.entries()) {
    try {
      certificates.push(readCertificate(der));
    } catch (error) {
      if (!(error instanceof InvalidDer)) throw error;
      const which = blocks.length > 1 ? ` (number ${index + 1} of ${blocks.length})` : "";
      return { certificates: [], problem: `holds a certificate that is damaged${which}`, help: anew };
    }
  }
  return { certificates };
}

/** By base64. A process reads the same anchors once per cluster that trusts them, and again from live overlays. */
const readBefore = new Map<string, Certificate>();
const maxKept = 20_000;

function readCertificate(der: Buffer): Certificate {
  const key = der.toString("base64");
  const certificate = readBefore.get(key) ?? readAnew(der);
  if (readBefore.size >= maxKept) readBefore.clear();
  readBefore.set(key, certificate);
  return certificate;
}

function readAnew(der: Buffer): Certificate {
  const fields = certificateFields(der);
  const x509 = parse(der);
  const subject = writeDer(fields.subject);
  const publicKey = writeDer(fields.publicKey);
  const key = publicKeyOf(x509);
  return {
    der,
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    serial: x509.serialNumber,
    notBefore: dateOf(x509.validFrom),
    notAfter: dateOf(x509.validTo),
    fingerprint: sha256(der),
    anchorId: sha256(subject, publicKey),
    publicKeyId: sha256(publicKey),
    ...readKeyType(key, fields.publicKey),
    ...readExtensions(fields),
    selfIssued: subject.equals(writeDer(fields.issuer)),
    selfSignatureValid: key !== undefined && verifies(x509, key),
    ...readSignatureAlgorithm(fields.signatureAlgorithm),
  };
}

/** Wraps the DER in PEM: given DER, Node first looks for PEM inside it, and would read a certificate that is hidden there. */
function parse(der: Buffer): X509Certificate {
  try {
    const x509 = new X509Certificate(certificatePem(der));
    if (x509.raw.equals(der)) return x509;
  } catch {}
  throw new InvalidDer();
}

/** Undefined if Node does not know the type of key. */
function publicKeyOf(x509: X509Certificate): KeyObject | undefined {
  try {
    return x509.publicKey;
  } catch {
    return undefined;
  }
}

function verifies(x509: X509Certificate, key: KeyObject): boolean {
  try {
    return x509.verify(key);
  } catch {
    return false;
  }
}

function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidDer();
  return date;
}

/**
 * Node returns a line for each part, the most general first, with the escapes of RFC 4514 in the values.
 * Characters that a terminal does not show are escaped too, so that no subject looks like another.
 */
function oneLine(name: string | undefined): string {
  const parts = (name ?? "").split("\n").map((part) => part.replaceAll(" + ", "+"));
  return parts
    .toReversed()
    .join(",")
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => Buffer.from(character).toString("hex").replace(/../g, "\\$&"));
}

function sha256(...parts: readonly Buffer[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
