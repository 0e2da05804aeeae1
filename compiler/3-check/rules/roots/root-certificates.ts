import type { RootEntry } from "../../../1-load/federation-file.ts";
import type { Federation, Root } from "../../../2-resolve/federation.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import type { Remark } from "../../../findings/answer.ts";
import { authorityKeys, keyWeakness, keyWeaknessInGo } from "../../authority-key.ts";
import { repeatsBy } from "../../repeats.ts";
import { error, type Rule, warning } from "../../rule.ts";

interface RootCertificate {
  readonly root: Root;
  readonly certificate: Certificate;
  readonly written: RootEntry;
}

export const rootRepeated = error("FED385", "root listed twice", {
  finds: `Two items of one root are the same certificate.`,
  why: `\
In a rotation, the old root and the new one stand beside each other. The same
certificate twice is not a rotation: most often the new file was copied from the
old one, and on the day that the old root ends there is no other.`,
  wrongLead: `Wrong: two files with the same certificate.`,
  wrong: `\
example-ca:
  - { file: trust/old.pem, state: retiring }
  - { file: trust/new.pem }`,
  rightLead: `Right: compare before you commit.`,
  right: `openssl x509 -in trust/new.pem -noout -fingerprint -sha256`,
  check({ federation, at, report }) {
    const keyOf = ({ root, certificate }: RootCertificate) => `${root.name} ${certificate.fingerprint}`;
    for (const { first, repeat } of repeatsBy(rootCertificates(federation), keyOf))
      report({
        at: rootPlace(at, repeat.written),
        message: `this is the same certificate as another item of \`${repeat.root.name}\``,
        related: { at: rootPlace(at, first.written), message: "listed here already" },
        help: "remove one of the two, or give the root that was meant",
      });
  },
});

export const rootNotAuthority = error("FED363", "certificate that is not an authority", {
  finds: `\
A certificate under "roots" does not say that it may sign others. It needs
version 3, basic constraints with CA true and, if there is a key usage,
certificate signing in it.`,
  why: `\
Proxies accept nothing below such a certificate, so every call that relies on it
fails. Most often a gateway's own certificate was put here instead of its
issuer's.`,
  example: `\
Wrong: no "CA:TRUE" in it. Right: the certificate that signed that one, which
has

  X509v3 Basic Constraints: critical
      CA:TRUE
  X509v3 Key Usage: critical
      Certificate Sign, CRL Sign

To look at one:

  openssl x509 -in trust/example-ca.pem -noout -text`,
  check: checkEach(({ isAuthority, canSignCertificates }, subject) => {
    if (isAuthority && canSignCertificates) return undefined;
    return {
      message: isAuthority
        ? `the key usage of ${subject} does not let it sign certificates`
        : `${subject} is not an authority: its certificate does not say that it may sign others`,
      help: "give the certificate that signs what gateways or workloads present, not one that it signed",
    };
  }),
});

export const rootSignature = error("FED384", "root whose signature does not verify", {
  finds: `\
A root has the same subject and issuer, so its own key should have signed it,
and that key does not verify the signature.`,
  why: `\
Something was changed after signing, or the certificate of one authority got the
name of another. It is not clear what was meant, so fedc does not pass it on to
partners.`,
  example: `\
To see it:

  openssl verify -check_ss_sig -CAfile trust/example-ca.pem trust/example-ca.pem

Wrong: "certificate signature failure". Right: "OK". Ask those who run the
authority for the certificate, and compare its fingerprint through another
channel.`,
  check: checkEach((certificate, subject) => {
    if (!certificate.selfIssued || certificate.selfSignatureValid) return undefined;
    return { message: `the signature of ${subject} does not verify`, help: "ask those who run the authority for the certificate" };
  }),
});

export const rootWeak = error("FED365", "root that cannot be trusted", {
  finds: `\
A root has a key that can be broken or that proxies refuse, or a signature over
SHA-1 or MD5 by another authority, or a critical extension that verifiers do not
know.`,
  why: `\
Proxies refuse the certificates below it, or an attacker can forge them. Envoy
accepts these keys, and only these (measured: scenario kinds-of-keys):

  RSA of up to 16384 bits, with a public exponent of up to 33 bits
  P-224, P-256, P-384, P-521: a named curve, a point compressed or not
  Ed25519

It refuses Ed448, DSA, RSA-PSS keys, other curves (secp256k1, brainpool, P-192),
and a curve that is spelled out by its parameters. fedc also refuses RSA of
fewer than 2048 bits, which Envoy accepts: such keys can be broken.

istiod, which is written in Go, also reads a root of workloads. A compressed
point makes it refuse every root of its mesh configuration, and it verifies
nothing by an exponent of more than 31 bits.`,
  wrong: `openssl req -x509 -newkey rsa:1024 …`,
  right: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 …`,
  check: checkEach((certificate, subject, { name }, { clusters }) => {
    const signsWorkloads = [...clusters.values()].some(({ workloadsRoot }) => workloadsRoot === name);
    const weakness = weaknessOf(certificate) ?? (signsWorkloads ? keyWeaknessInGo(certificate) : undefined);
    if (weakness === undefined) return undefined;
    return { message: `${subject} ${weakness}`, help: `use an authority with a key of ${authorityKeys}, signed over SHA-256 or better` };
  }),
});

export const rootWeakSignature = warning("FED441", "root signed over a broken hash", {
  finds: `A root has signed itself over SHA-1 or MD5.`,
  why: `\
Nothing checks a root's own signature, so this alone allows no forgery, and fedc
builds with it. But most authorities sign others as they signed themselves.
Proxies refuse certificates that are signed over MD5, and istiod refuses SHA-1
too. Where a proxy still accepts SHA-1, an attacker could make a second
certificate with the same signature.`,
  example: `\
Wrong: sha1WithRSAEncryption. Right: sha256WithRSAEncryption, or any of SHA-256,
SHA-384 and SHA-512.

Let the authority sign over SHA-256 at once, and replace the root in the next
rotation. If the new certificate has the same name and key, no rotation is
needed: the root is just renewed.

To see how an authority signs, look at a certificate below it:

  openssl x509 -in gateway.pem -noout -text | grep 'Signature Algorithm'`,
  check: checkEach(({ weakSignature, selfIssued, signatureAlgorithm }, subject) => {
    if (!weakSignature || !selfIssued) return undefined;
    return {
      message: `${subject} has signed itself with ${signatureAlgorithm}`,
      help: "let it sign others over SHA-256 or better, and renew the root itself the same way, with the same name and key",
    };
  }),
});

/** Reports the fault that `faultOf` finds in a root's certificate; `subject` begins a sentence about it. */
function checkEach(
  faultOf: (certificate: Certificate, subject: string, root: Root, federation: Federation) => Remark | undefined,
): Rule["check"] {
  return ({ federation, at, report }) => {
    for (const { root, certificate, written } of rootCertificates(federation)) {
      const fault = faultOf(certificate, `\`${certificate.subject}\`, a root of \`${root.name}\`,`, root, federation);
      if (fault) report({ at: rootPlace(at, written), ...fault });
    }
  };
}

function weaknessOf(certificate: Certificate): string | undefined {
  const { selfIssued, weakSignature, signatureAlgorithm, unknownCriticalExtensions } = certificate;
  const weakness = keyWeakness(certificate);
  if (weakness !== undefined) return weakness;
  if (weakSignature && !selfIssued) return `is signed with ${signatureAlgorithm}, which can be forged`;
  const [extension] = unknownCriticalExtensions;
  return extension && `has the critical extension ${extension}, which verifiers do not know and therefore refuse`;
}

/** The items of all roots that are one certificate. FED364 reports the others. */
function rootCertificates({ roots }: Federation): readonly RootCertificate[] {
  return [...roots.values()].flatMap((root) =>
    root.items.flatMap(({ certificates, written }) => {
      const [certificate] = certificates;
      return certificate && certificates.length === 1 ? { root, certificate, written } : [];
    }),
  );
}
