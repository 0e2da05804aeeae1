import type { Certificate } from "../certificates/certificate.ts";

/** The curves that Envoy 1.40 accepts for an authority: BoringSSL does not know others. */
const curves: readonly string[] = ["P-224", "P-256", "P-384", "P-521"];

const minRsaBits = 2048;
/** Envoy refuses larger keys: BoringSSL's `OPENSSL_RSA_MAX_MODULUS_BITS`. */
const maxRsaBits = 16384;
/** The longest public exponent that BoringSSL accepts. */
const maxExponentBits = 33;
/** Go does not verify with a longer one. */
const maxExponentBitsOfGo = 31;

/** Key kinds that an authority may have, in the words of a help line. */
export const authorityKeys = "RSA 2048 or more, P-224, P-256, P-384, P-521 or Ed25519";

type Key = Pick<Certificate, "keyType" | "rsaBits" | "rsaExponent" | "curveForm">;

/**
 * Why gateways refuse certificates that this key signed, or should refuse them: the rest of a sentence that begins with the root.
 * Undefined if they accept them. Each kind was measured as root and as anchor on a real Envoy: scenario `kinds-of-keys`, and the table in
 * `test/authority-key.test.ts`.
 */
export function keyWeakness({ keyType, rsaBits = 0, rsaExponent = 0n, curveForm }: Key): string | undefined {
  if (keyType.startsWith("RSA ")) {
    if (rsaBits < minRsaBits) return `has a key of ${rsaBits} bits, which can be broken`;
    if (rsaBits > maxRsaBits) return `has a key of ${rsaBits} bits, which Envoy does not accept`;
    if (rsaExponent < 3n || rsaExponent % 2n === 0n)
      return `has an RSA key with the public exponent ${rsaExponent}, which does not protect anything`;
    const exponentBits = bitsOf(rsaExponent);
    return exponentBits > maxExponentBits
      ? `has an RSA key whose public exponent is ${exponentBits} bits long, which Envoy does not accept`
      : undefined;
  }
  if (keyType === "Ed25519") return undefined;
  if (!curves.includes(keyType)) return `has a key of type ${keyType}, which Envoy does not accept`;
  if (curveForm === "explicit parameters") return `has a key of ${keyType} that spells its curve out, which Envoy does not accept`;
  if (curveForm === "a hybrid point") return `has a key of ${keyType} written as a hybrid point, which Envoy does not accept`;
  return undefined;
}

/** Why istiod, which is written in Go, refuses a key that Envoy accepts. One such root makes it refuse all roots of its mesh configuration. */
export function keyWeaknessInGo({ rsaExponent = 0n, curveForm }: Key): string | undefined {
  if (curveForm === "a compressed point") return "has a key written as a compressed point, which istiod does not read";
  const exponentBits = bitsOf(rsaExponent);
  return exponentBits > maxExponentBitsOfGo
    ? `has an RSA key whose public exponent is ${exponentBits} bits long, with which istiod does not verify`
    : undefined;
}

function bitsOf(number: bigint): number {
  return number.toString(2).length;
}
