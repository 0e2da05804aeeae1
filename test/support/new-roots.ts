import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { issueCertificate } from "../../compiler/certificates/issue-certificate.ts";
import { certificatePem } from "../../compiler/certificates/pem.ts";
import type { NamedRoot } from "./large-federation.ts";

const day = 24 * 60 * 60 * 1000;

/** A root for each of so many clusters, valid for ten years from yesterday. Only their public halves are kept. */
export function newRoots(clusters: number): readonly NamedRoot[] {
  return Array.from({ length: clusters }, (_, i) => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = publicKey.export({ type: "spki", format: "der" });
    const name = { organization: "example", commonName: `root of cluster-${i}` };
    const notBefore = new Date(Date.now() - day);
    const notAfter = new Date(notBefore.getTime() + 3650 * day);
    const contents = { serial: randomBytes(16), issuer: name, subject: name, notBefore, notAfter, publicKey: key, issuerKey: key };
    return { name: `root-${i}`, pem: certificatePem(issueCertificate(contents, (body) => sign("sha256", body, privateKey))) };
  });
}
