import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject } from "../kubernetes-object.ts";
import { duration, type FreeField, flag, oneOf, wholeNumber } from "./free-field.ts";

const renewing = "when a certificate is made anew";
const key = "which kind of key a gateway has, as long as Envoy takes it";

/** Of a Certificate. Who issues it, for whom, and in which Secret it lies is not here, nor what copies that Secret or writes its key once more. */
export const freeCertificateFields: readonly FreeField[] = [
  { at: "spec.duration", why: renewing, when: duration },
  { at: "spec.renewBefore", why: renewing, when: duration },
  { at: "spec.renewBeforePercentage", why: renewing, when: wholeNumber() },
  { at: "spec.revisionHistoryLimit", why: "how many past requests are kept", when: wholeNumber() },
  { at: "spec.subject.**", why: "a subject: peers know each other by alternative names" },
  { at: "spec.privateKey.rotationPolicy", why: renewing, when: oneOf("Always", "Never") },
  { at: "spec.privateKey.encoding", why: key, when: oneOf("PKCS1", "PKCS8") },
  { at: "spec.privateKey.algorithm", why: key, when: isUsableKey },
  { at: "spec.privateKey.size", why: key, when: isUsableKey },
];

/** As measured on Envoy 1.40: with a key of its own on P-521 no handshake succeeds, though it takes an authority on that curve. */
const sizes: Readonly<Record<string, readonly unknown[]>> = { RSA: [undefined, 2048, 3072, 4096], ECDSA: [undefined, 256, 384] };

function isUsableKey(_: FieldEdit, { data }: KubernetesObject): boolean {
  const { privateKey } = isData(data.spec) ? data.spec : {};
  const { algorithm = "RSA", size } = isData(privateKey) ? privateKey : {};
  return sizes[String(algorithm)]?.includes(size) === true;
}

export const anchorFields: readonly FreeField[] = [{ at: "immutable", why: "whether it may be changed later", when: flag }];
