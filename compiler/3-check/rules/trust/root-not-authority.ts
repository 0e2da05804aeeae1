import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { singleCertificates } from "../../single-certificates.ts";

/** What is listed as a root may sign certificates. */
export const rootNotAuthority: Rule = {
  code: "FED363",
  severity: "error",
  title: "certificate that is no authority",
  finds: `\
A root signs other certificates, and its certificate says that it may: version
3, basic constraints with CA true, and, where there is a key usage, certificate
signing in it.`,
  why: `\
No proxy believes what is below a certificate without these.
Most often a gateway's own certificate was put here instead of its issuer's.

To look at one:

  openssl x509 -in trust/example-ca.pem -noout -text`,
  example: `\
Wrong: no "CA:TRUE" in it. Right: the certificate that signed that one, which
bears

  X509v3 Basic Constraints: critical
      CA:TRUE
  X509v3 Key Usage: critical
      Certificate Sign, CRL Sign`,
  check({ federation, at, report }) {
    for (const { root, certificate, written } of singleCertificates(federation)) {
      if (certificate.isAuthority && certificate.canSignCertificates) continue;
      report({
        at: rootPlace(at, written),
        message: certificate.isAuthority
          ? `the key usage of \`${certificate.subject}\`, a root of \`${root.name}\`, does not let it sign certificates`
          : `\`${certificate.subject}\`, a root of \`${root.name}\`, is not an authority: its certificate does not say that it may sign others`,
        help: "give the certificate that signs what gateways or workloads present, not one that it signed",
      });
    }
  },
};
