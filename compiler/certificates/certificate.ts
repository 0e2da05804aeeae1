/** What fedc needs to know of an X.509 certificate. Nothing here ever holds a private key. */
export interface Certificate {
  readonly der: Buffer;
  /** One line, most specific part first: `CN=Federation CA,O=example.com`. */
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hexadecimal, as openssl prints it: with `-` before it where it is negative. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the whole certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** SHA-256 of the subject's DER and the public key's DER: what a chain is built by. */
  readonly anchorId: string;
  /** SHA-256 of the public key's DER: who holds its private half is the same under every subject. */
  readonly publicKeyId: string;
  /** `RSA 2048`, `P-256`, `P-384`, `Ed25519`, or what else it is. */
  readonly keyType: string;
  /** Size of the modulus; missing where the key is not RSA. */
  readonly rsaBits?: number;
  /** The public exponent; missing where the key is not RSA. */
  readonly rsaExponent?: bigint;
  /** How the key of a curve is written; missing where the curve is named and the point has both coordinates, as nearly everywhere. */
  readonly curveForm?: "explicit parameters" | "a compressed point" | "a hybrid point" | undefined;
  /** Version 3, and its basic constraints say that it is an authority. */
  readonly isAuthority: boolean;
  /** How many authorities may stand between it and a leaf; missing where it does not say, or is none. */
  readonly pathLength?: number;
  /** Its key usage, if it has one, includes signing certificates. */
  readonly canSignCertificates: boolean;
  /** Subject and issuer are the same, byte for byte. */
  readonly selfIssued: boolean;
  /** Its own key verifies its signature; means something only where `selfIssued`. */
  readonly selfSignatureValid: boolean;
  /** `SHA-256 with RSA`, or the dotted number of one that has no name here. */
  readonly signatureAlgorithm: string;
  /** Signed over MD2, MD5 or SHA-1. */
  readonly weakSignature: boolean;
  /** Dotted numbers of critical extensions that verifiers do not know, so that they refuse the certificate. */
  readonly unknownCriticalExtensions: readonly string[];
  readonly nameConstraints?: NameConstraints;
}

/** What names an authority limits itself to (RFC 5280, 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
}

/** Names by kind, as they are written there; `other` holds the DER of each GeneralSubtree of another kind. */
export interface Subtrees {
  readonly uri: readonly string[];
  readonly dns: readonly string[];
  readonly email: readonly string[];
  readonly other: readonly Buffer[];
}
