import type { Certificate } from "../certificates/certificate.ts";

/** Curves of authorities that Envoy 1.40 takes: BoringSSL knows no other. */
const curves: readonly string[] = ["P-224", "P-256", "P-384", "P-521"];

const fewestRsaBits = 2048;
/** Tried up to here; Envoy refuses larger keys. */
const mostRsaBits = 16384;
/** BoringSSL takes public exponents of up to 33 bits. */
const largestExponent = 2n ** 33n - 1n;
/** Go's RSA verifies by no larger one. */
const largestExponentOfGo = 2n ** 31n - 1n;

/** Key kinds that an authority may have, in the words of a help line. */
export const authorityKeys = "RSA 2048 or more, P-224, P-256, P-384, P-521 or Ed25519";

type Key = Pick<Certificate, "keyType" | "rsaBits" | "rsaExponent" | "curveForm">;

/**
 * Why gateways refuse what this key signed, or should: the rest of a sentence that begins with the root. Undefined where they take it.
 * Each kind was tried as root and as anchor on a real Envoy; `test/authority-key.test.ts` has the table.
 */
export function keyWeakness({ keyType, rsaBits = 0, rsaExponent = 0n, curveForm }: Key): string | undefined {
  if (keyType.startsWith("RSA ")) {
    if (rsaBits < fewestRsaBits) return `has a key of ${rsaBits} bits, which can be broken`;
    if (rsaBits > mostRsaBits) return `has a key of ${rsaBits} bits, which Envoy does not take`;
    if (rsaExponent < 3n || rsaExponent % 2n === 0n)
      return `has an RSA key with the public exponent ${rsaExponent}, which protects nothing`;
    if (rsaExponent > largestExponent)
      return `has an RSA key whose public exponent is ${bitsOf(rsaExponent)} bits long, which Envoy does not take`;
    return undefined;
  }
  if (keyType === "Ed25519") return undefined;
  if (!curves.includes(keyType)) return `has a key of type ${keyType}, which Envoy does not take`;
  if (curveForm === "explicit parameters") return `has a key of ${keyType} that spells its curve out, which Envoy does not take`;
  if (curveForm === "a hybrid point") return `has a key of ${keyType} written as a hybrid point, which Envoy does not take`;
  return undefined;
}

/** Why istiod, which is written in Go, refuses this key where Envoy takes it. One such root makes it refuse all of its mesh configuration's. */
export function keyWeaknessInGo({ rsaExponent = 0n, curveForm }: Key): string | undefined {
  if (curveForm === "a compressed point") return "has a key written as a compressed point, which istiod does not read";
  if (rsaExponent > largestExponentOfGo)
    return `has an RSA key whose public exponent is ${bitsOf(rsaExponent)} bits long, which istiod does not verify by`;
  return undefined;
}

function bitsOf(number: bigint): number {
  return number.toString(2).length;
}
