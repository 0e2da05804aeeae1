import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { type CertificateContents, type CertificateName, issueCertificate } from "../../certificates/issue-certificate.ts";
import { certificatePem } from "../../certificates/pem.ts";

const days = 30;
/** Certificates begin an hour early, since the clocks of clusters differ. */
const hourInMilliseconds = 3_600_000;
const organization = "NOT FOR PRODUCTION";

/** An authority for a trial. Its own key is never written, so it can sign nothing after this run. */
interface ThrowAwayAuthority {
  readonly pem: string;
  readonly fingerprint: string;
  readonly notAfter: Date;
  /** A new key and its certificate for one gateway. */
  issue(cluster: string, side: "ingress" | "egress", identity: string): GatewayKeyPair;
}

export interface GatewayKeyPair {
  readonly certificate: string;
  readonly fingerprint: string;
  /** PKCS #8 in PEM form. Only this field and the Secret made of it ever hold a private key in fedc. */
  readonly privateKey: string;
}

/** Makes an authority that signs with P-256 for 30 days. Its name and its key differ each time. */
export function throwAwayAuthority(now: Date): ThrowAwayAuthority {
  const authorityKey = newKey();
  const issuer: CertificateName = { organization, commonName: `fedc trial authority ${randomBytes(3).toString("hex")}` };
  const notBefore = new Date(now.getTime() - hourInMilliseconds);
  const notAfter = new Date(notBefore.getTime() + days * 24 * hourInMilliseconds);
  const issued = (contents: Pick<CertificateContents, "subject" | "publicKey" | "gateway">) => {
    const all = { serial: randomBytes(16), issuer, notBefore, notAfter, issuerKey: authorityKey.publicKey, ...contents };
    const der = issueCertificate(all, (body) => sign("sha256", body, authorityKey.key));
    return { pem: certificatePem(der), fingerprint: createHash("sha256").update(der).digest("hex") };
  };
  return {
    ...issued({ subject: issuer, publicKey: authorityKey.publicKey }),
    notAfter,
    issue(cluster, side, identity) {
      const { key, publicKey } = newKey();
      const subject = { organization, commonName: `${cluster} ${side} gateway` };
      const { pem, fingerprint } = issued({ subject, publicKey, gateway: { identity, side } });
      return { certificate: pem, fingerprint, privateKey: key.export({ type: "pkcs8", format: "pem" }).toString() };
    },
  };
}

function newKey(): { readonly key: KeyObject; readonly publicKey: Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { key: privateKey, publicKey: publicKey.export({ type: "spki", format: "der" }) };
}
