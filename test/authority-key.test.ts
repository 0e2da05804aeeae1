import { suite } from "uvu";
import * as assert from "uvu/assert";
import { keyWeakness, keyWeaknessInGo } from "../compiler/3-check/authority-key.ts";
import type { Certificate } from "../compiler/certificates/certificate.ts";
import { readCertificates } from "../compiler/certificates/read-certificate.ts";
import { Openssl } from "./support/openssl.ts";

/**
 * What a stock Envoy 1.40 did with a gateway's certificate that an authority with such a key had signed, in a mutual handshake of two listeners
 * whose trusted authority was first the root, then the anchor made of it: the two never differed. And what Go's crypto/x509 (1.26), with which
 * istiod reads the roots of its mesh configuration, did with the anchor: read, and verified by; read; or refused.
 */
const measured: readonly {
  readonly key: string;
  readonly openssl: readonly string[];
  readonly envoy: boolean;
  readonly go: "verifies" | "reads" | "refuses";
}[] = [
  { key: "RSA 2048", openssl: rsa(2048), envoy: true, go: "verifies" },
  { key: "RSA 3072", openssl: rsa(3072), envoy: true, go: "verifies" },
  { key: "RSA 4096", openssl: rsa(4096), envoy: true, go: "verifies" },
  { key: "RSA 2048, exponent 3", openssl: rsa(2048, "3"), envoy: true, go: "verifies" },
  { key: "RSA 2048, exponent of 31 bits", openssl: rsa(2048, "2147483647"), envoy: true, go: "verifies" },
  { key: "RSA 2048, exponent of 33 bits", openssl: rsa(2048, "8589934591"), envoy: true, go: "reads" },
  { key: "RSA 2048, exponent of 34 bits", openssl: rsa(2048, "8589934593"), envoy: false, go: "reads" },
  { key: "RSA 2048, exponent of 65 bits", openssl: rsa(2048, "18446744073709551617"), envoy: false, go: "refuses" },
  { key: "RSA-PSS 2048", openssl: ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], envoy: false, go: "reads" },
  { key: "P-192", openssl: curve("P-192"), envoy: false, go: "refuses" },
  { key: "P-224", openssl: curve("P-224"), envoy: true, go: "verifies" },
  { key: "P-256", openssl: curve("P-256"), envoy: true, go: "verifies" },
  { key: "P-384", openssl: curve("P-384"), envoy: true, go: "verifies" },
  { key: "P-521", openssl: curve("P-521"), envoy: true, go: "verifies" },
  { key: "P-224, explicit", openssl: curve("P-224", "explicit"), envoy: false, go: "refuses" },
  { key: "P-256, explicit", openssl: curve("P-256", "explicit"), envoy: false, go: "refuses" },
  { key: "P-384, explicit", openssl: curve("P-384", "explicit"), envoy: false, go: "refuses" },
  { key: "P-521, explicit", openssl: curve("P-521", "explicit"), envoy: false, go: "refuses" },
  { key: "P-256, compressed", openssl: curve("P-256"), envoy: true, go: "refuses" },
  { key: "P-384, compressed", openssl: curve("P-384"), envoy: true, go: "refuses" },
  { key: "P-521, compressed", openssl: curve("P-521"), envoy: true, go: "refuses" },
  { key: "P-256, hybrid", openssl: curve("P-256"), envoy: false, go: "refuses" },
  { key: "P-521, hybrid", openssl: curve("P-521"), envoy: false, go: "refuses" },
  { key: "secp256k1", openssl: curve("secp256k1"), envoy: false, go: "refuses" },
  { key: "secp256k1, explicit", openssl: curve("secp256k1", "explicit"), envoy: false, go: "refuses" },
  { key: "brainpoolP256r1", openssl: curve("brainpoolP256r1"), envoy: false, go: "refuses" },
  { key: "sect283k1", openssl: curve("sect283k1"), envoy: false, go: "refuses" },
  { key: "Ed25519", openssl: ["-algorithm", "ED25519"], envoy: true, go: "verifies" },
  { key: "Ed448", openssl: ["-algorithm", "ED448"], envoy: false, go: "reads" },
];

/** Keys that take too long to make. Envoy takes RSA keys of fewer than 2048 bits; fedc does not. */
const reported: readonly { readonly bits: number; readonly envoy: boolean; readonly accepted: boolean }[] = [
  { bits: 512, envoy: true, accepted: false },
  { bits: 1024, envoy: true, accepted: false },
  { bits: 2047, envoy: true, accepted: false },
  { bits: 8192, envoy: true, accepted: true },
  { bits: 16384, envoy: true, accepted: true },
  { bits: 16392, envoy: false, accepted: false },
];

const openssl = new Openssl();
const keys = suite("keys of authorities");

for (const { key, openssl: words, envoy, go } of measured)
  keys(`${key}: ${envoy ? "taken" : "refused"} by Envoy, and Go ${go}`, () => {
    const certificate = rootWith(words, /(compressed|hybrid)$/.exec(key)?.[1]);
    const weakness = keyWeakness(certificate);
    assert.is(weakness === undefined, envoy, weakness);
    if (!envoy) assert.match(weakness ?? "", /which Envoy does not accept$/);
    // A key that Envoy refuses is refused for workloads as well: their proxies are Envoys.
    if (envoy) assert.is(keyWeaknessInGo(certificate) === undefined, go === "verifies");
  });

keys("RSA by its size", () => {
  for (const { bits, envoy, accepted } of reported) {
    const weakness = keyWeakness({ keyType: `RSA ${bits}`, rsaBits: bits, rsaExponent: 65537n });
    assert.is(weakness === undefined, accepted, `${bits}`);
    assert.is(weakness?.includes("Envoy does not accept") ?? false, !envoy, `${bits}`);
  }
});

keys("an exponent that protects nothing", () => {
  for (const rsaExponent of [1n, 2n, 65536n]) assert.ok(keyWeakness({ keyType: "RSA 2048", rsaBits: 2048, rsaExponent }));
});

function rsa(bits: number, exponent = "65537"): readonly string[] {
  return ["-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${bits}`, "-pkeyopt", `rsa_keygen_pubexp:${exponent}`];
}

function curve(name: string, encoding = "named_curve"): readonly string[] {
  return ["-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${name}`, "-pkeyopt", `ec_param_enc:${encoding}`];
}

function rootWith(words: readonly string[], form: string | undefined): Certificate {
  const made = openssl.run(["genpkey", ...words]);
  const key = openssl.write(form === undefined ? made : openssl.run(["ec", "-conv_form", form], made));
  const { certificates, problem } = readCertificates(openssl.root({ key }).pem);
  const [certificate] = certificates;
  if (!certificate) throw new Error(problem ?? "nothing was read");
  return certificate;
}

keys.after(() => openssl.remove());
keys.run();
