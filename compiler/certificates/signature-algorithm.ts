import { type Asn1, firstByte, oidOf, partsOf, tag } from "./der.ts";

const hashes = new Map([
  ["1.3.14.3.2.26", "SHA-1"],
  ["2.16.840.1.101.3.4.2.4", "SHA-224"],
  ["2.16.840.1.101.3.4.2.1", "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
]);

const algorithms = new Map([
  ["1.2.840.113549.1.1.2", "MD2 with RSA"],
  ["1.2.840.113549.1.1.4", "MD5 with RSA"],
  ["1.2.840.113549.1.1.5", "SHA-1 with RSA"],
  ["1.3.14.3.2.29", "SHA-1 with RSA"],
  ["1.2.840.113549.1.1.14", "SHA-224 with RSA"],
  ["1.2.840.113549.1.1.11", "SHA-256 with RSA"],
  ["1.2.840.113549.1.1.12", "SHA-384 with RSA"],
  ["1.2.840.113549.1.1.13", "SHA-512 with RSA"],
  ["1.2.840.10040.4.3", "SHA-1 with DSA"],
  ["2.16.840.1.101.3.4.3.2", "SHA-256 with DSA"],
  ["1.2.840.10045.4.1", "SHA-1 with ECDSA"],
  ["1.2.840.10045.4.3.1", "SHA-224 with ECDSA"],
  ["1.2.840.10045.4.3.2", "SHA-256 with ECDSA"],
  ["1.2.840.10045.4.3.3", "SHA-384 with ECDSA"],
  ["1.2.840.10045.4.3.4", "SHA-512 with ECDSA"],
  ["1.3.101.112", "Ed25519"],
  ["1.3.101.113", "Ed448"],
  ["1.3.6.1.5.5.7.6.36", "unsigned"],
]);

const rsaPss = "1.2.840.113549.1.1.10";

/** The name of a signature algorithm, and whether its hash is open to collisions. */
export function readSignatureAlgorithm(algorithm: Asn1): { signatureAlgorithm: string; weakSignature: boolean } {
  const [identifier, parameters] = partsOf(algorithm);
  const oid = oidOf(identifier);
  const name = oid === rsaPss ? `${pssHash(parameters)} with RSA-PSS` : (algorithms.get(oid) ?? oid);
  return { signatureAlgorithm: name, weakSignature: /^(MD2|MD5|SHA-1) /.test(name) };
}

/** RSA-PSS names its hash in the parameters. The default is SHA-1 (RFC 4055, 3.1). */
function pssHash(parameters: Asn1 | undefined): string {
  const hash = parameters && partsOf(parameters).find((part) => firstByte(part) === tag.explicit(0));
  if (!hash) return "SHA-1";
  const oid = oidOf(partsOf(partsOf(hash, tag.explicit(0))[0])[0]);
  return hashes.get(oid) ?? oid;
}
