import { X509Certificate } from "node:crypto";
import type { ReferenceTime } from "../../3-check/reference-time.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { certificatePem } from "../../certificates/pem.ts";

/** A certificate at a time. */
export interface CertificateDetails {
  readonly certificate: Certificate;
  /** Whole days; negative when it is over. */
  readonly daysLeft: number;
  readonly begun: boolean;
  readonly time: ReferenceTime;
  /** Alternative names, as Node words them: `URI:spiffe://…`. */
  readonly names: string | undefined;
}

/** What a certificate says at a time. */
export function certificateDetails(certificate: Certificate, time: ReferenceTime): CertificateDetails {
  const daysLeft = Math.floor((certificate.notAfter.getTime() - time.now.getTime()) / 86_400_000);
  const { subjectAltName } = new X509Certificate(certificatePem(certificate.der));
  return { certificate, daysLeft, begun: certificate.notBefore <= time.now, time, names: subjectAltName };
}
