import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { singleCertificates } from "../../single-certificates.ts";

/** A root that names itself as its issuer has signed itself. */
export const rootSignature: Rule = {
  code: "FED384",
  severity: "error",
  title: "root whose signature does not verify",
  finds: `A root's certificate is signed by its own key.`,
  why: `\
Where subject and issuer are the
same and the signature does not verify, something was changed after signing, or
the certificate of one authority was given the name of another. Nobody can tell
what was meant, so fedc does not pass it on.

To see it:

  openssl verify -check_ss_sig -CAfile trust/example-ca.pem trust/example-ca.pem`,
  example: `\
Wrong: "certificate signature failure". Right: "OK". Get the certificate anew
from who runs the authority, and compare its fingerprint by another channel.`,
  check({ federation, at, report }) {
    for (const { root, certificate, written } of singleCertificates(federation))
      if (certificate.selfIssued && !certificate.selfSignatureValid)
        report({
          at: rootPlace(at, written),
          message: `the signature of \`${certificate.subject}\`, a root of \`${root.name}\`, does not verify`,
          help: "get the certificate anew from who runs the authority",
        });
  },
};
