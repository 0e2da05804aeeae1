import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { issueCertificate } from "../../compiler/certificates/issue-certificate.ts";
import { certificatePem } from "../../compiler/certificates/pem.ts";
import type { NamedRoot } from "./large-federation.ts";

const [notBefore, notAfter] = [new Date("2025-01-01"), new Date("2045-01-01")];

/** A root for each of so many clusters, valid from 2025 to 2045. Only their public halves are kept. */
export function newRoots(clusters: number, named = "root of cluster"): readonly NamedRoot[] {
  return Array.from({ length: clusters }, (_, i) => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = publicKey.export({ type: "spki", format: "der" });
    const name = { organization: "example", commonName: `${named}-${i}` };
    const contents = { serial: randomBytes(16), issuer: name, subject: name, notBefore, notAfter, publicKey: key, issuerKey: key };
    return { name: `root-${i}`, pem: certificatePem(issueCertificate(contents, (body) => sign("sha256", body, privateKey))) };
  });
}
