import type { KeyObject } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import { type Asn1, bytesOf, firstByte, oidOf, partsOf, tag } from "./der.ts";

const curves = new Map([
  ["secp224r1", "P-224"],
  ["prime256v1", "P-256"],
  ["secp384r1", "P-384"],
  ["secp521r1", "P-521"],
]);

const ellipticCurve = "1.2.840.10045.2.1";

type KeyFields = Pick<Certificate, "keyType" | "rsaBits" | "rsaExponent" | "curveForm">;

/** The common name of a key's type, and its form. `key` is undefined if Node cannot read it. */
export function readKeyType(key: KeyObject | undefined, publicKey: Asn1): KeyFields {
  const type: string | undefined = key?.asymmetricKeyType;
  const { modulusLength, publicExponent, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (type === "rsa" || type === "rsa-pss")
    return {
      keyType: `${type.toUpperCase()} ${modulusLength}`,
      ...(modulusLength !== undefined && { rsaBits: modulusLength }),
      ...(publicExponent !== undefined && { rsaExponent: publicExponent }),
    };
  if (type === "ec") {
    const form = readCurveForm(publicKey);
    return { keyType: curves.get(namedCurve ?? "") ?? namedCurve ?? "EC with its own curve", ...(form && { curveForm: form }) };
  }
  if (type === "ed25519") return { keyType: "Ed25519" };
  if (type === "ed448") return { keyType: "Ed448" };
  return { keyType: type?.toUpperCase() ?? "unknown" };
}

/** How the key differs from a named curve and a point with both coordinates (RFC 5480, 2.1.1 and 2.2); Node does not report it. */
function readCurveForm(publicKey: Asn1): Certificate["curveForm"] {
  const [algorithm, point] = partsOf(publicKey);
  const [identifier, parameters] = partsOf(algorithm);
  if (oidOf(identifier) !== ellipticCurve || !parameters) return undefined;
  if (firstByte(parameters) !== tag.oid) return "explicit parameters";
  // The first byte of a bit string counts unused bits.
  const first = bytesOf(point, tag.bitString).charCodeAt(1);
  if (first === 4) return undefined;
  return first === 2 || first === 3 ? "a compressed point" : "a hybrid point";
}
