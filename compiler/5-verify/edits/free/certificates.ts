import type { FieldEdit } from "../field-edits.ts";
import { isData, type KubernetesObject } from "../kubernetes-object.ts";
import { duration, type FreeField, flag, freeFields, oneOf, wholeNumber } from "./free-field.ts";

const renewal = "when a certificate is made anew";
const key = "which kind of key a gateway has, as long as Envoy takes it";

/** Fields of a Certificate. Its issuer, names and Secret are not here, nor what copies that Secret or writes its key in another form. */
export const freeCertificateFields: readonly FreeField[] = [
  ...freeFields(renewal, "spec", ["duration", "renewBefore"], duration),
  ...freeFields(renewal, "spec", ["renewBeforePercentage"], wholeNumber()),
  ...freeFields("how many past requests are kept", "spec", ["revisionHistoryLimit"], wholeNumber()),
  ...freeFields("a subject: peers know each other by alternative names", "spec", ["subject.**"]),
  ...freeFields(renewal, "spec.privateKey", ["rotationPolicy"], oneOf("Always", "Never")),
  ...freeFields(key, "spec.privateKey", ["encoding"], oneOf("PKCS1", "PKCS8")),
  ...freeFields(key, "spec.privateKey", ["algorithm", "size"], isUsableKey),
];

/** No handshake succeeds with a key on P-521, although Envoy accepts an authority on that curve (measured: scenario `kinds-of-keys`). */
const sizes: ReadonlyMap<unknown, readonly unknown[]> = new Map([
  ["RSA", [undefined, 2048, 3072, 4096]],
  ["ECDSA", [undefined, 256, 384]],
]);

function isUsableKey(_: FieldEdit, { data }: KubernetesObject): boolean {
  const { privateKey } = isData(data.spec) ? data.spec : {};
  const { algorithm = "RSA", size } = isData(privateKey) ? privateKey : {};
  return sizes.get(algorithm)?.includes(size) === true;
}

export const anchorFields: readonly FreeField[] = [{ at: "immutable", why: "whether it may be changed later", when: flag }];
