import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { singleCertificates } from "../../single-certificates.ts";

/** A root made today is signed over a hash of today. */
export const rootWeakSignature: Rule = {
  code: "FED441",
  severity: "warning",
  title: "root signed over a hash that is broken",
  finds: `This root has signed itself over SHA-1 or MD5.`,
  why: `\
Nobody checks a root's own
signature, so nothing is forged by that, and fedc builds with it. But most
authorities sign others as they signed themselves: proxies refuse what is signed
over MD5, istiod refuses SHA-1 too, and where a proxy still takes SHA-1, a
second certificate with that signature could be made.

To see how an authority signs, look at a certificate below it:

  openssl x509 -in gateway.pem -noout -text | grep 'Signature Algorithm'`,
  example: `\
Wrong: sha1WithRSAEncryption. Right: sha256WithRSAEncryption, or any of SHA-256,
SHA-384 and SHA-512.

Let the authority sign over SHA-256 at once, and replace the root in the next
rotation: one with the same name and key is no rotation, it is just renewed.`,
  check({ federation, at, report }) {
    for (const { root, certificate, written } of singleCertificates(federation))
      if (certificate.weakSignature && certificate.selfIssued)
        report({
          at: rootPlace(at, written),
          message: `\`${certificate.subject}\`, a root of \`${root.name}\`, has signed itself with ${certificate.signatureAlgorithm}`,
          help: "see that it signs others over SHA-256 or better, and have the root itself renewed so: same name, same key",
        });
  },
};
