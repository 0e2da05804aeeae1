import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { largeFederation, sizeM } from "./support/large-federation.ts";
import { Openssl } from "./support/openssl.ts";
import { federation, rootsOf } from "./support/trust-repository.ts";

const openssl = new Openssl();
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pairs = {
  RSA: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  "P-256": elliptic,
  Ed25519: generateKeyPairSync("ed25519"),
  Ed448: generateKeyPairSync("ed448"),
};
const root = openssl.root();

const pem = (key: KeyObject, type: "pkcs8" | "sec1" | "pkcs1" = "pkcs8") => key.export({ type, format: "pem" }).toString();
const body = (text: string) => text.replace(/-----.*-----\n/g, "").trim();
const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");
const wrapped = (text: string, width: number) => text.replace(new RegExp(`.{${width}}`, "g"), "$&\n");
const indented = (text: string, by: string) => text.trimEnd().replaceAll(/^/gm, by);

/** Private keys as they are kept, by a name. */
const keys: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(pairs).map(([name, { privateKey }]) => [name, pem(privateKey)])),
  "RSA, PKCS #1": pem(pairs.RSA.privateKey, "pkcs1"),
  "P-256, SEC 1": pem(elliptic.privateKey, "sec1"),
  encrypted: elliptic.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
};
const ways: Readonly<Record<string, (text: string) => string>> = {
  "in base64": (text) => base64(text),
  "twice in base64": (text) => base64(base64(text)),
  "three times in base64": (text) => base64(base64(base64(text))),
  "twice in base64, in lines": (text) => wrapped(base64(wrapped(base64(text), 76)), 64),
  "twice in base64, in a comment": (text) => indented(wrapped(base64(wrapped(base64(text), 76)), 64), "# "),
  "twice in base64, in a list": (text) => indented(wrapped(base64(wrapped(base64(text), 60)), 40), "  - "),
  "twice in base64, with escapes": (text) => `"${wrapped(base64(wrapped(base64(text), 76)), 64).replaceAll("\n", "\\n")}"`,
  "twice in base64, behind words": (text) => `the key is this ${base64(base64(text))}`,
  "without its armour": body,
  "without its armour, in one line": (text) => body(text).replaceAll("\n", ""),
  "without its armour, twice in base64": (text) => base64(body(text)),
  "without its armour, in URLs' base64": (text) => Buffer.from(body(text), "base64").toString("base64url"),
  "in hexadecimal": (text) => Buffer.from(text).toString("hex"),
};

/** What holds no private key, and looks much like it. */
const harmless: Readonly<Record<string, string>> = {
  "a certificate": root.pem,
  "what openssl prints of one": openssl.run(["x509", "-in", root.certificate, "-text"]),
  ...Object.fromEntries(
    Object.entries(pairs).flatMap(([name, { publicKey }]) => [
      [`a public key: ${name}`, publicKey.export({ type: "spki", format: "pem" }).toString()],
      [`a public JSON Web Key: ${name}`, JSON.stringify(publicKey.export({ format: "jwk" }))],
    ]),
  ),
  // Serial number, then Ed25519: as a private key begins.
  "a certificate with serial number 1": openssl.run([
    "req",
    "-x509",
    "-newkey",
    "ed25519",
    "-nodes",
    "-keyout",
    "/dev/null",
    "-subj",
    "/CN=a",
    "-set_serial",
    "1",
  ]),
  "random bytes": randomBytes(60_000).toString("base64"),
  "a fingerprint": "AB:CD:".repeat(16).slice(0, -1),
};

const encoded = suite("encoded secrets");

for (const [key, text] of Object.entries(keys))
  for (const [way, write] of Object.entries(ways)) encoded(`${key}, ${way}`, () => assertFound(write(text)));

for (const [name, { privateKey }] of Object.entries(pairs)) {
  const key: object = privateKey.export({ format: "jwk" });
  const json = JSON.stringify(key);
  const forms: Readonly<Record<string, string>> = {
    "as JSON": json,
    "as JSON in lines": JSON.stringify(key, undefined, 2),
    "as JSON in a text": JSON.stringify(json),
    "as YAML": Object.entries(key)
      .map(([member, value]) => `${member}: ${value}\n`)
      .join(""),
    "in a set": JSON.stringify({ keys: [key] }),
    "in base64": base64(json),
    "twice in base64": base64(base64(json)),
  };
  for (const [form, written] of Object.entries(forms)) encoded(`JSON Web Key of ${name}, ${form}`, () => assertFound(written));
}

encoded("a JSON Web Key without a pair, OpenSSH's, PuTTY's, and what openssl prints", () => {
  assertFound(JSON.stringify({ kty: "oct", k: randomBytes(32).toString("base64url") }));
  assertFound(`openssh: ${base64(`openssh-key-v1\0\0\0\0\x04none${"a".repeat(80)}`)}`);
  assertFound(base64(base64(`openssh-key-v1\0\0\0\0\x04none${"a".repeat(80)}`)));
  assertFound("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n");
  assertFound(openssl.run(["pkey", "-in", root.key, "-noout", "-text"]));
});

encoded("a store of PKCS #12, as it is and in base64", () => {
  const store = openssl.store(root);
  assertFound(store.toString("base64"));
  assertFound(base64(store.toString("base64")));
  const findings = found("", store.toString("latin1"));
  assert.match(findings[0]?.message ?? "", "`trust/old.pem` holds what looks like");
});

for (const [what, text] of Object.entries(harmless))
  encoded(`${what} is no secret`, () => {
    for (const written of [text, base64(text), base64(base64(text)), wrapped(base64(wrapped(base64(text), 76)), 64)]) {
      assert.equal(found(`a: |\n${indented(written, "  ")}\n`), []);
      assert.equal(found("", written), []);
    }
  });

encoded("a large federation has none", () => {
  assert.equal(found(largeFederation(sizeM)), []);
});

/** In federation.yaml, and in a file that it names. */
function assertFound(text: string): void {
  const all = found(`a: |\n${indented(text, "  ")}\n`);
  assert.ok(all.length > 0, "in federation.yaml");
  for (const { at, secret } of all) {
    assert.is(secret, true);
    assert.ok((at?.source.position(at.start).line ?? 0) > 1, "its place is its own");
  }
  assert.is(found("", text).length, 1, "in a root's file");
}

/** Findings of secrets in a text, or in the root that a federation names. */
function found(text: string, file?: string) {
  const findings = new Findings();
  const source = new Source("federation.yaml", file === undefined ? text : federation(rootsOf(["old"])));
  load(source, (path) => ({ text: path === "trust/old.pem" ? (file ?? "") : root.pem }), findings);
  return findings.sorted().filter(({ code }) => code === "FED102");
}

encoded.after(() => openssl.remove());
encoded.run();
