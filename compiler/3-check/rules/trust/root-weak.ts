import type { Federation } from "../../../2-resolve/federation.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import { authorityKeys, keyWeakness, keyWeaknessInGo } from "../../authority-key.ts";
import type { Rule } from "../../rule.ts";
import { singleCertificates } from "../../single-certificates.ts";

/** Gateways can check a root, and nobody can forge it. */
export const rootWeak: Rule = {
  code: "FED365",
  severity: "error",
  title: "root that cannot be relied on",
  finds: `A root is as good as its key.`,
  why: `\
Envoy takes what is signed by these keys, and only
these (tried on Envoy 1.40, as root and as anchor):

  RSA of up to 16384 bits, with a public exponent of up to 33 bits
  P-224, P-256, P-384, P-521: a named curve, a point compressed or not
  Ed25519

It does not take Ed448, DSA, RSA-PSS keys, other curves (secp256k1, brainpool,
P-192), nor a curve that is spelled out by its parameters. fedc also refuses RSA
of fewer than 2048 bits, which Envoy takes: such keys can be broken.

A root of workloads is read by istiod too, which is written in Go. A compressed
point makes it refuse every root of its mesh configuration, and it verifies
nothing by an exponent of more than 31 bits.

An authority that another one signed must not be signed over SHA-1 or MD5, since
a second certificate with that signature could be made. A critical extension
that verifiers do not know makes them refuse the certificate.`,
  example: `\
Wrong:

  openssl req -x509 -newkey rsa:1024 …

Right:

  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 …`,
  check({ federation, at, report }) {
    const ofWorkloads = rootsOfWorkloads(federation);
    for (const { root, certificate, written } of singleCertificates(federation)) {
      const weakness = weaknessOf(certificate) ?? (ofWorkloads.has(root.name) ? keyWeaknessInGo(certificate) : undefined);
      if (weakness !== undefined)
        report({
          at: rootPlace(at, written),
          message: `\`${certificate.subject}\`, a root of \`${root.name}\`, ${weakness}`,
          help: `use an authority with a key of ${authorityKeys}, signed over SHA-256 or better`,
        });
    }
  },
};

function rootsOfWorkloads({ clusters }: Federation): ReadonlySet<string | undefined> {
  return new Set([...clusters.values()].map(({ workloadsRoot }) => workloadsRoot));
}

function weaknessOf(certificate: Certificate): string | undefined {
  const { selfIssued, weakSignature, signatureAlgorithm, unknownCriticalExtensions } = certificate;
  const weakness = keyWeakness(certificate);
  if (weakness !== undefined) return weakness;
  if (weakSignature && !selfIssued) return `is signed with ${signatureAlgorithm}, which can be forged`;
  const [extension] = unknownCriticalExtensions;
  return extension === undefined ? undefined : `has the critical extension ${extension}, which verifiers do not know and therefore refuse`;
}
