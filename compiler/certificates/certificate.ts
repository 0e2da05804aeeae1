/** The facts about an X.509 certificate that fedc needs. It never holds a private key. */
export interface Certificate {
  readonly der: Buffer;
  /** One line, most specific part first: `CN=Federation CA,O=example.com`. */
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hexadecimal, as openssl prints it: with `-` before a negative number. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the whole certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** SHA-256 of the subject's DER and the public key's DER, by which chains are built. */
  readonly anchorId: string;
  /** SHA-256 of the public key's DER. Its holder is the same under every subject. */
  readonly publicKeyId: string;
  /** For example `RSA 2048`, `P-256` or `Ed25519`. */
  readonly keyType: string;
  /** Size of the modulus; undefined if the key is not RSA. */
  readonly rsaBits?: number;
  /** The public exponent; undefined if the key is not RSA. */
  readonly rsaExponent?: bigint;
  /** An unusual form of an elliptic key; undefined if the curve is named and the point has both coordinates. */
  readonly curveForm?: "explicit parameters" | "a compressed point" | "a hybrid point" | undefined;
  /** Whether it has version 3 and its basic constraints say that it is an authority. */
  readonly isAuthority: boolean;
  /** How many authorities may lie between it and a leaf; undefined if it does not say so or is not an authority. */
  readonly pathLength?: number;
  /** Whether its key usage, if it has one, includes signing certificates. */
  readonly canSignCertificates: boolean;
  /** Whether subject and issuer are the same, byte for byte. */
  readonly selfIssued: boolean;
  /** Whether its own key verifies its signature; meaningful only if `selfIssued`. */
  readonly selfSignatureValid: boolean;
  /** For example `SHA-256 with RSA`; a dotted number if it has no name here. */
  readonly signatureAlgorithm: string;
  /** Whether it is signed over MD2, MD5 or SHA-1. */
  readonly weakSignature: boolean;
  /** Dotted numbers of critical extensions that verifiers do not know. They refuse such a certificate. */
  readonly unknownCriticalExtensions: readonly string[];
  readonly nameConstraints?: NameConstraints;
}

/** The names to which an authority limits itself (RFC 5280, 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
}

/** Names by kind, as written; `other` holds the DER of each GeneralSubtree of another kind. */
export interface Subtrees {
  readonly uri: readonly string[];
  readonly dns: readonly string[];
  readonly email: readonly string[];
  readonly other: readonly Buffer[];
}
