import { createPublicKey } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bundleAnchors, trustBundle } from "../compiler/certificates/bundle-anchors.ts";
import type { Certificate } from "../compiler/certificates/certificate.ts";
import { certificateFields } from "../compiler/certificates/certificate-fields.ts";
import { constrainedAnchor } from "../compiler/certificates/constrained-anchor.ts";
import { writeDer } from "../compiler/certificates/der.ts";
import { certificatePem } from "../compiler/certificates/pem.ts";
import { permittedBy } from "../compiler/certificates/permitted-by.ts";
import { readCertificates } from "../compiler/certificates/read-certificate.ts";
import { refusalOf } from "./support/handshake.ts";
import { type Issued, keyTypes, Openssl } from "./support/openssl.ts";

const openssl = new Openssl();
const c1 = "c1.example.com";
const c2 = "c2.example.com";
const gateway = (host: string) => `URI:spiffe://${host}/istio-private-egressgateway`;
const common = openssl.root();
const refused = "permitted subtree violation";
const excluded = "excluded subtree violation";

function read(...issued: readonly { readonly pem: string }[]): Certificate[] {
  const { certificates, problem } = readCertificates(issued.map(({ pem }) => pem).join(""));
  assert.is(problem, undefined);
  assert.is(certificates.length, issued.length);
  return certificates;
}

function first(...issued: readonly Issued[]): Certificate {
  const [certificate] = read(...issued);
  if (!certificate) throw new Error("nothing was read");
  return certificate;
}

const anchoring = suite("constrained anchors");

// Every intermediate has the same key, so these leaves are as good below one of any root.
const signer = openssl.intermediate(common);
const leavesBelow = (...names: readonly string[]) => names.map((name) => openssl.leaf(signer, name.split(",")));
const ownLeaves = leavesBelow(gateway(c1), `DNS:${c1}`, `email:gateway@${c1}`);
const forgedLeaves = [
  ...leavesBelow(gateway(c2), gateway(`sub.${c1}`), `${gateway(c1)},${gateway(c2)}`, `DNS:${gateway(c2).slice(4)}`),
  ...leavesBelow(`DNS:${c2}`, `DNS:not${c1}`, `email:gateway@${c2}`, `email:gateway@sub.${c1}`),
];

for (const type of Object.keys(keyTypes) as (keyof typeof keyTypes)[])
  anchoring(`a root with ${type} vouches for its owner's names only`, () => {
    const root = openssl.root({ type, more: ["authorityKeyIdentifier=keyid:always"] });
    const certificate = first(root);
    assert.is(certificate.keyType, type);
    assert.is(certificate.selfSignatureValid, true);
    const anchor = constrainedAnchor(certificate, [c1]);
    const below = openssl.intermediate(root);
    const own = [openssl.leaf(root, [gateway(c1)]), ...ownLeaves];
    const forged = [openssl.leaf(root, [gateway(c2)]), ...forgedLeaves];
    // Without limits all would pass, so it is the limits that stop them.
    assert.equal(
      openssl.verify(root.pem, [...own, ...forged], [below]),
      [...own, ...forged].map(() => "OK"),
    );
    assert.equal(
      openssl.verify(anchor, own, [below]),
      own.map(() => "OK"),
    );
    assert.equal(
      openssl.verify(anchor, forged, [below]),
      forged.map(() => refused),
    );
  });

anchoring("for workloads an anchor vouches for no DNS and no mail name, however it ends", () => {
  const root = openssl.root({ more: ["authorityKeyIdentifier=keyid:always"] });
  const below = openssl.intermediate(root);
  // Limits of both kinds are by how a name ends: these are within those of c1, and read like an identity of c2.
  const account = `spiffe://${c2}/ns/shop/sa/web`;
  const disguised = [`DNS:${account}.${c1}`, `email:${account}@${c1}`].map((name) => openssl.leaf(root, [name]));
  const byDns = [`DNS:${c1}`, `${gateway(c1)},DNS:${c1}`, "DNS:x"];
  const byMail = [`email:web@${c1}`, `${gateway(c1)},email:web@${c1}`, "email:web@x", `email:web@sub.${c1}`, `email:${account}@`];
  const named = [...byDns, ...byMail].map((names) => openssl.leaf(root, names.split(",")));
  const own = [openssl.leaf(root, [gateway(c1)]), openssl.leaf(signer, [gateway(c1)])];
  assert.equal(openssl.verify(constrainedAnchor(first(root), [c1]), disguised, [below]), ["OK", "OK"]);
  for (const names of [[c1], [c1, "c3.example.com"]]) {
    const answers = openssl.verify(constrainedAnchor(first(root), names, "workloads"), [...own, ...disguised, ...named], [below]);
    const expected = answers.map((_, i) => (i < own.length ? /^OK$/ : /^(excluded|permitted) subtree violation$/));
    for (const [i, answer] of answers.entries()) assert.match(answer, expected[i] as RegExp);
  }
});

anchoring("a root's own limits of mail names do not open them again", () => {
  for (const constraint of ["permitted;email:web@c1.example.com", "permitted;email:c1.example.com", "excluded;email:c1.example.com"]) {
    const root = openssl.root({ key: common.key, more: [`nameConstraints=critical,${constraint}`] });
    assert.ok(permittedBy(first(root), c1, "workloads"));
    const leaves = [`email:web@${c1}`, `email:web@${c2}`, gateway(c1)].map((name) => openssl.leaf(root, [name]));
    const [mail, other, uri] = openssl.verify(constrainedAnchor(first(root), [c1], "workloads"), leaves);
    assert.equal([mail, other, uri], [excluded, refused, "OK"], constraint);
  }
});

anchoring("Node's TLS refuses a workload's certificate with a mail name, too", async () => {
  const root = openssl.root({ more: ["authorityKeyIdentifier=keyid:always"] });
  const anchor = constrainedAnchor(first(root), [c1], "workloads");
  const mail = `email:spiffe://${c2}/ns/shop/sa/web@${c1}`;
  const issued = [[gateway(c1)], [gateway(c1), `email:web@${c1}`], [mail], ["email:web@x"]].map((names) => openssl.leaf(root, names));
  const answers: (string | undefined)[] = [];
  for (const leaf of issued) answers.push(await refusalOf(leaf, anchor));
  assert.equal(answers, [undefined, "UNSPECIFIED", "UNSPECIFIED", "UNSPECIFIED"]);
});

anchoring("an anchor is its root, byte for byte, but for limits and signature", () => {
  const certificate = first(openssl.root({ type: "RSA 2048", more: ["certificatePolicies=1.2.3.4", "nsComment=kept"] }));
  const pem = constrainedAnchor(certificate, [c2, c1, c2]);
  assert.is(pem, constrainedAnchor(certificate, [c1, c2]));
  const [anchor] = read({ pem });
  assert.ok(anchor);
  const [before, after] = [certificateFields(certificate.der), certificateFields(anchor.der)];
  for (const field of ["serial", "issuer", "validity", "subject", "publicKey"] as const) {
    assert.ok(writeDer(after[field]).equals(writeDer(before[field])), field);
    assert.ok(certificate.der.includes(writeDer(after[field])), field);
  }
  assert.equal(
    after.extensions.slice(0, -1).map(({ node }) => writeDer(node)),
    before.extensions.map(({ node }) => writeDer(node)),
  );
  assert.equal([anchor.anchorId, anchor.signatureAlgorithm], [certificate.anchorId, "unsigned"]);
  const unsigned = "300a06082b060105050706240301" + "00";
  assert.ok(anchor.der.toString("hex").endsWith(unsigned));
  assert.equal(anchor.nameConstraints?.permitted, { uri: [c1, c2], dns: [c1, c2], email: [c1, c2], other: [] });
  const text = openssl.run(["x509", "-noout", "-text"], pem);
  assert.match(
    text,
    /Version: 3 [\s\S]*Name Constraints: critical\s+Permitted:\s+URI:c1\.example\.com\s+DNS:c1\.example\.com\s+email:c1\.example\.com\s+URI:c2/,
  );
  assert.ok(createPublicKey(pem).equals(createPublicKey(certificatePem(certificate.der))));
});

anchoring("keys identified by issuer and serial number chain to the anchor", () => {
  const root = openssl.intermediate(common);
  const anchor = constrainedAnchor(first(root), [c1]);
  const leaf = (host: string) => openssl.leaf(root, [gateway(host)], "authorityKeyIdentifier=keyid:always,issuer:always");
  assert.equal(openssl.verify(anchor, [leaf(c1), leaf(c2)]), ["OK", refused]);
});

anchoring("a root with limits of its own is narrowed where they stand", () => {
  const permitted = ["URI:.example.com", "DNS:example.com", "email:.example.com", "IP:10.0.0.0/255.0.0.0"].map(
    (name) => `permitted;${name}`,
  );
  const excluded = ["DNS:x.c1.example.com", "email:root@c1.example.com", "URI:c3.example.com"].map((name) => `excluded;${name}`);
  const more = [`nameConstraints=${[...permitted, ...excluded].join(",")}`, "nsComment=after"];
  const root = openssl.root({ more });
  const certificate = first(root);
  assert.equal(
    [c1, "c3.example.com", "example.com", "c1.example.org"].map((name) => permittedBy(certificate, name)),
    [true, false, false, false],
  );
  assert.throws(() => constrainedAnchor(certificate, ["c3.example.com"]), "may not sign");
  const anchor = constrainedAnchor(certificate, [c1]);
  const [limits, before] = [read({ pem: anchor })[0]?.nameConstraints, certificate.nameConstraints];
  assert.ok(limits && before);
  assert.equal(limits, { permitted: { uri: [c1], dns: [c1], email: [c1], other: before.permitted.other }, excluded: before.excluded });
  assert.is(before.permitted.other.length, 1);
  const order = (pem: string) => certificateFields(first({ ...root, pem }).der).extensions.map(({ oid }) => oid);
  assert.equal(order(anchor), order(root.pem));
  const leaves = [gateway(c1), gateway(c2), `DNS:x.${c1}`, `email:root@${c1}`, "IP:10.1.1.1", "IP:11.1.1.1"].map((name) =>
    openssl.leaf(root, [name]),
  );
  assert.equal(openssl.verify(anchor, leaves), ["OK", refused, "excluded subtree violation", "excluded subtree violation", "OK", refused]);
});

anchoring("names that would permit more than one owner's are refused", () => {
  for (const name of ["", ".example.com", "*.example.com", "c1.example.com\0", "c1/example", "ann@c1.example.com"])
    assert.throws(() => constrainedAnchor(first(common), [name]), "cannot be a name constraint");
  assert.throws(() => constrainedAnchor(first(common), []), "would trust every name");
});

for (const [constraint, admitted] of [
  ["permitted;URI:c1.example.com", true],
  ["permitted;URI:C1.Example.com", true],
  ["permitted;URI:example.com", false],
  ["permitted;DNS:example.com", true],
  ["permitted;DNS:.example.com", true],
  ["permitted;DNS:1.example.com", false],
  ["permitted;DNS:.c1.example.com", false],
  ["permitted;email:c1.example.com", true],
  ["permitted;email:ann@c1.example.com", false],
  ["permitted;dirName:dn", true],
  ["excluded;URI:.example.com", false],
  ["excluded;DNS:c1.example.com", false],
  ["excluded;email:ann@c1.example.com", true],
] as const)
  anchoring(`${constraint} ${admitted ? "admits" : "shuts out"} c1.example.com`, () => {
    const root = openssl.root({ key: common.key, more: [`nameConstraints=critical,${constraint}`, "[dn]", "CN=x"] });
    assert.is(permittedBy(first(root), c1), admitted);
  });
anchoring.run();

const bundling = suite("trust bundles");
const owner = (name: string, ...issued: readonly Issued[]) => ({ name, certificates: read(...issued) });

bundling("a partner's root does not vouch for another partner's name", () => {
  const other = openssl.root({ subject: "/CN=other" });
  const owners = [owner(c1, common), owner(c2, other)];
  const bundle = trustBundle(owners);
  assert.is(trustBundle(owners.toReversed()), bundle);
  const leaves = [common, other].flatMap((root) => [c1, c2].map((host) => openssl.leaf(root, [gateway(host)])));
  assert.equal(openssl.verify(bundle, leaves), ["OK", refused, refused, "OK"]);
});

bundling("a rotation gives two anchors, also under one subject", () => {
  const next = openssl.root();
  const bundle = trustBundle([owner(c1, common, next)]);
  assert.is(trustBundle([owner(c1, next, common, next)]), bundle);
  const leaves = [common, next].flatMap((root) =>
    [c1, c2].map((host) => openssl.leaf(root, [gateway(host)], "authorityKeyIdentifier=keyid")),
  );
  assert.equal(openssl.verify(bundle, leaves), ["OK", refused, "OK", refused]);
  assert.is(
    read({ pem: bundle.slice(0, bundle.indexOf("-----BEGIN", 1)) }, { pem: bundle.slice(bundle.indexOf("-----BEGIN", 1)) }).length,
    2,
  );
});

bundling("partners under one root share one anchor with both names", () => {
  const bundle = trustBundle([owner(c2, common), owner(c1, common)]);
  assert.equal(read({ pem: bundle })[0]?.nameConstraints?.permitted.uri, [c1, c2]);
  const leaves = [c1, c2, "c3.example.com"].map((host) => openssl.leaf(common, [gateway(host)]));
  assert.equal(openssl.verify(bundle, leaves), ["OK", "OK", refused]);
});

bundling("of a root signed anew under its key the longest-lived stands", () => {
  const anew = openssl.root({ key: common.key, days: 60 });
  for (const owners of [[owner(c1, common, anew)], [owner(c1, anew, common)], [owner(c1, common), owner(c1, anew)]])
    assert.equal(
      bundleAnchors(owners).map(({ certificate, names }) => [certificate.fingerprint, names]),
      [[first(anew).fingerprint, [c1]]],
    );
});

bundling("one key under two subjects: both anchors bear the names of all its owners", () => {
  const renamed = openssl.root({ key: common.key, subject: "/CN=renamed" });
  const bundle = trustBundle([owner(c1, common), owner(c2, renamed)]);
  const leaves = [common, renamed].flatMap((root) => [c1, c2, "c3.example.com"].map((host) => openssl.leaf(root, [gateway(host)])));
  assert.equal(openssl.verify(bundle, leaves), ["OK", "OK", refused, "OK", "OK", refused]);
});

bundling.after(() => openssl.remove());
bundling.run();
