import type { KeyObject } from "node:crypto";

const curves = new Map([
  ["prime256v1", "P-256"],
  ["secp384r1", "P-384"],
  ["secp521r1", "P-521"],
]);

/** What kind of key it is, in the words people use for it. */
export function readKeyType(key: KeyObject | undefined): { keyType: string; rsaBits?: number } {
  const type: string | undefined = key?.asymmetricKeyType;
  const { modulusLength, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (type === "rsa" || type === "rsa-pss")
    return { keyType: `${type.toUpperCase()} ${modulusLength}`, ...(modulusLength !== undefined && { rsaBits: modulusLength }) };
  if (type === "ec") return { keyType: curves.get(namedCurve ?? "") ?? namedCurve ?? "EC with its own curve" };
  if (type === "ed25519") return { keyType: "Ed25519" };
  if (type === "ed448") return { keyType: "Ed448" };
  return { keyType: type?.toUpperCase() ?? "unknown" };
}
