import { sign, X509Certificate } from "node:crypto";
import { asn1Element, partsOf, readDer, tag, writeDer } from "../../../compiler/certificates/der.ts";
import { certificatePem } from "../../../compiler/certificates/pem.ts";

const dayInMilliseconds = 86_400_000;
/** Days from now on, of the first and of the last moment. */
const daysOf = { expired: [-9, -1], early: [1, 365] } as const;

/** The same certificate with another time, signed anew by its authority's key, which is of P-256: openssl's `req` has no option for it. */
export function withValidity(pem: string, signerKey: string, state: keyof typeof daysOf): string {
  const [body, algorithm] = partsOf(readDer(new X509Certificate(pem).raw));
  const times = daysOf[state].map((days) => asn1Element(tag.utcTime, utcTime(new Date(Date.now() + days * dayInMilliseconds))));
  // version, serial, algorithm, issuer, validity (RFC 5280, 4.1)
  const parts = partsOf(body).map((part, index) => (index === 4 ? asn1Element(tag.sequence, times) : part));
  const changed = asn1Element(tag.sequence, parts);
  if (!algorithm) throw new Error("a certificate has an algorithm");
  const signature = `\x00${sign("sha256", writeDer(changed), signerKey).toString("latin1")}`;
  return certificatePem(writeDer(asn1Element(tag.sequence, [changed, algorithm, asn1Element(tag.bitString, signature)])));
}

function utcTime(time: Date): string {
  return `${time.toISOString().slice(2, 19).replace(/\D/g, "")}Z`;
}
