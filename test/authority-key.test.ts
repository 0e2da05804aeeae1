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
const measured: readonly (readonly [key: string, openssl: readonly string[], envoy: boolean, go: "verifies" | "reads" | "refuses"])[] = [
  ["RSA 2048", rsa(2048), true, "verifies"],
  ["RSA 3072", rsa(3072), true, "verifies"],
  ["RSA 4096", rsa(4096), true, "verifies"],
  ["RSA 2048, exponent 3", rsa(2048, "3"), true, "verifies"],
  ["RSA 2048, exponent of 31 bits", rsa(2048, "2147483647"), true, "verifies"],
  ["RSA 2048, exponent of 33 bits", rsa(2048, "8589934591"), true, "reads"],
  ["RSA 2048, exponent of 34 bits", rsa(2048, "8589934593"), false, "reads"],
  ["RSA 2048, exponent of 65 bits", rsa(2048, "18446744073709551617"), false, "refuses"],
  ["RSA-PSS 2048", ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], false, "reads"],
  ["P-192", curve("P-192"), false, "refuses"],
  ["P-224", curve("P-224"), true, "verifies"],
  ["P-256", curve("P-256"), true, "verifies"],
  ["P-384", curve("P-384"), true, "verifies"],
  ["P-521", curve("P-521"), true, "verifies"],
  ["P-224, explicit", curve("P-224", "explicit"), false, "refuses"],
  ["P-256, explicit", curve("P-256", "explicit"), false, "refuses"],
  ["P-384, explicit", curve("P-384", "explicit"), false, "refuses"],
  ["P-521, explicit", curve("P-521", "explicit"), false, "refuses"],
  ["P-256, compressed", curve("P-256"), true, "refuses"],
  ["P-384, compressed", curve("P-384"), true, "refuses"],
  ["P-521, compressed", curve("P-521"), true, "refuses"],
  ["P-256, hybrid", curve("P-256"), false, "refuses"],
  ["P-521, hybrid", curve("P-521"), false, "refuses"],
  ["secp256k1", curve("secp256k1"), false, "refuses"],
  ["secp256k1, explicit", curve("secp256k1", "explicit"), false, "refuses"],
  ["brainpoolP256r1", curve("brainpoolP256r1"), false, "refuses"],
  ["sect283k1", curve("sect283k1"), false, "refuses"],
  ["Ed25519", ["-algorithm", "ED25519"], true, "verifies"],
  ["Ed448", ["-algorithm", "ED448"], false, "reads"],
];

/** Keys that take too long to make. Envoy takes RSA keys of fewer than 2048 bits; fedc does not. */
const reported: readonly (readonly [bits: number, envoy: boolean, accepted: boolean])[] = [
  [512, true, false],
  [1024, true, false],
  [2047, true, false],
  [8192, true, true],
  [16384, true, true],
  [16392, false, false],
];

const openssl = new Openssl();
const keys = suite("keys of authorities");

for (const [key, words, envoy, go] of measured)
  keys(`${key}: ${envoy ? "taken" : "refused"} by Envoy, and Go ${go}`, () => {
    const certificate = rootWith(words, /(compressed|hybrid)$/.exec(key)?.[1]);
    const weakness = keyWeakness(certificate);
    assert.is(weakness === undefined, envoy, weakness);
    if (!envoy) assert.match(weakness ?? "", /which Envoy does not accept$/);
    // A key that Envoy refuses is refused for workloads as well: their proxies are Envoys.
    if (envoy) assert.is(keyWeaknessInGo(certificate) === undefined, go === "verifies");
  });

keys("RSA by its size", () => {
  for (const [bits, envoy, accepted] of reported) {
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
