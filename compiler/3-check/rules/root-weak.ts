import type { Certificate } from "../../certificates/certificate.ts";
import type { Rule } from "../rule.ts";
import { singleCertificates } from "../single-certificates.ts";
import { rootPlace } from "../written-places.ts";

const leastRsaBits = 2048;
const curves = ["P-256", "P-384", "Ed25519"];

/** Gateways can check a root, and nobody can forge it. */
export const rootWeak: Rule = {
  code: "FED365",
  severity: "error",
  title: "root that cannot be relied on",
  explain: `\
A root is as good as its key. Accepted are RSA of at least 2048 bits, P-256,
P-384 and Ed25519; other keys Envoy does not take, or they can be broken. An
authority that another one signed must not be signed over SHA-1 or MD5, since a
second certificate with that signature could be made. (The signature of a root
by itself is never checked, so its hash does not matter.) A critical extension
that verifiers do not know makes them refuse the certificate.

Wrong:

  openssl req -x509 -newkey rsa:1024 …

Right:

  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 …
`,
  check({ federation, at, report }) {
    for (const { root, certificate, written } of singleCertificates(federation)) {
      const weakness = weaknessOf(certificate);
      if (weakness !== undefined)
        report({
          at: rootPlace(at, written),
          message: `\`${certificate.subject}\`, a root of \`${root.name}\`, ${weakness}`,
          help: "use an authority with a key of RSA 2048 or more, P-256, P-384 or Ed25519, signed over SHA-256 or better",
        });
    }
  },
};

function weaknessOf({
  keyType,
  rsaBits,
  selfIssued,
  weakSignature,
  signatureAlgorithm,
  unknownCriticalExtensions,
}: Certificate): string | undefined {
  if (keyType.startsWith("RSA ") && (rsaBits ?? 0) < leastRsaBits) return `has a key of ${rsaBits} bits, which can be broken`;
  if (!keyType.startsWith("RSA ") && !curves.includes(keyType)) return `has a key of type ${keyType}, which Envoy does not take`;
  if (weakSignature && !selfIssued) return `is signed with ${signatureAlgorithm}, which can be forged`;
  const [extension] = unknownCriticalExtensions;
  return extension === undefined ? undefined : `has the critical extension ${extension}, which verifiers do not know and therefore refuse`;
}
