import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example } from "./support/fedc.ts";
import { Heard } from "./support/heard.ts";
import { type Issued, Openssl } from "./support/openssl.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const inspect = suite("trust inspect");
const openssl = new Openssl();
const heard = new Heard();
const own = (names: readonly string[]) =>
  `nameConstraints=critical,${names.flatMap((name) => ["URI", "DNS", "email"].map((kind) => `permitted;${kind}:${name}`)).join()}`;
const alpha = openssl.root({ days: 365, type: "RSA 2048", subject: "/O=shop/CN=alpha" });
const beta = openssl.root({ days: 365, type: "P-384", subject: "/O=store/CN=beta", more: [own(["store.example.com"])] });
const meshShop = openssl.root({ days: 365, subject: "/O=shop/CN=mesh" });
const meshPlant = openssl.root({ days: 365, type: "Ed25519", subject: "/O=plant/CN=mesh" });
const inTwoYears = { SOURCE_DATE_EPOCH: String(Math.floor(Date.now() / 1000) + 730 * 86_400) };
inspect.after(() => openssl.remove());

const federation = `
apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: goods }
clusters:
  shop:
    hostname: shop.example.com
    trust:
      gateways: { root: alpha, certificate: { secrets: { ingress: in, egress: out } } }
      workloads: { root: mesh-shop, domain: shop.mesh }
    gateways: { egress: {} }
    gitops: { repository: "https://github.com/example/shop", path: federation, delivery: directory }
  store:
    hostname: store.example.com
    trust: { gateways: { root: beta, certificate: { secrets: { ingress: in, egress: out } } } }
    gateways: { ingress: { addresses: [192.0.2.2] } }
    gitops: { repository: "https://github.com/example/store", path: federation, delivery: directory }
  plant:
    hostname: plant.example.com
    managed: false
    trust: { workloads: { root: mesh-plant, domain: plant.mesh } }
    gateways: { ingress: { addresses: [192.0.2.3] } }
trust:
  pairs: [{ between: [shop, plant], mode: workloads }]
  roots:
    alpha: [{ file: alpha.pem }]
    beta: [{ file: beta.pem }]
    mesh-shop: [{ file: mesh-shop.pem }]
    mesh-plant: [{ file: mesh-plant.pem }]
services:
  ratings:
    protocol: http
    expose: { store: { service: ratings.shop, port: 80, allow: { shop: { methods: any } } } }
    consume: { shop: { as: ratings.shop, port: 80, localService: create, callers: [shop/web] } }
  parts:
    protocol: http
    expose:
      plant:
        { service: parts.plant, port: 80, targetPort: 80, selector: { app: parts }, serviceAccounts: [parts], allow: { shop: { methods: any, callers: any } } }
    consume: { shop: { as: parts.shop, port: 80, localService: create, callers: [shop/web] } }
`;

/** A folder with the federation and its roots. */
function folderWith(text: string = federation): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "federation.yaml"), text);
  for (const [name, root] of Object.entries({ alpha, beta, "mesh-shop": meshShop, "mesh-plant": meshPlant }))
    writeFileSync(join(folder, `${name}.pem`), root.pem);
  return folder;
}

/** What it says about a file of certificates. */
function inspected(text: string, env: Readonly<Record<string, string>> = {}) {
  const file = openssl.write(text);
  return { file, ran: heard.fedc(["trust", "inspect", file], { env }), reported: heard.json(["trust", "inspect", file], { env }) };
}

inspect("the roots of a federation in both modes, and who trusts them for what", () => {
  const cwd = folderWith();
  const { ok, findings, certificates } = heard.json(["trust", "inspect"], { cwd });
  assert.equal([ok, findings], [true, []]);
  const byRoot = Object.fromEntries(certificates.map((one: { root: string }) => [one.root, one]));
  assert.equal(
    certificates.map(({ root, state, keyType, usedBy }: Record<string, unknown>) => [root, state, keyType, usedBy]),
    [
      ["alpha", "active", "RSA 2048", { gateways: ["shop"], workloads: [] }],
      ["beta", "active", "P-384", { gateways: ["store"], workloads: [] }],
      ["mesh-plant", "active", "Ed25519", { gateways: [], workloads: ["plant"] }],
      ["mesh-shop", "active", "P-256", { gateways: [], workloads: ["shop"] }],
    ],
  );
  assert.equal(byRoot.alpha.trustedBy, [{ cluster: "store", managed: true, place: "ingress", names: ["shop.example.com"] }]);
  assert.equal(byRoot.beta.trustedBy, [{ cluster: "shop", managed: true, place: "egress", names: ["store.example.com"] }]);
  assert.equal(byRoot["mesh-plant"].trustedBy, [{ cluster: "shop", managed: true, place: "workloads", names: ["plant.mesh"] }]);
  assert.equal(byRoot["mesh-shop"].trustedBy, [{ cluster: "plant", managed: false, place: "workloads", names: ["shop.mesh"] }]);
  assert.equal(byRoot.beta.nameConstraints.permitted.uri, ["store.example.com"]);
  for (const root of ["alpha", "beta"]) assert.equal(byRoot[root].sharedBy, { gateways: [], workloads: [] });
});

inspect("people read the same, within 80 columns", () => {
  const { status, stdout } = heard.fedc(["trust", "inspect", "federation.yaml", "alpha.pem"], { cwd: folderWith() });
  assert.is(status, 0);
  assert.match(stdout, /^beta, active\n {2}subject {5}CN=beta,O=store\n/m);
  assert.match(stdout, /only for +URI store\.example\.com\n +DNS store\.example\.com\n +email store\.example\.com\n/);
  assert.match(stdout, "trusted by  store's ingress gateway for shop.example.com\n");
  assert.match(stdout, "trusted by  plant's mesh for shop.mesh (it configures itself)\n");
  assert.match(stdout, /\nalpha\.pem\n {2}subject/);
  assert.equal(
    stdout.split("\n").filter((line) => line.length > 80 && !/^ +sha256 +[0-9A-F:]{95}$/.test(line)),
    [],
  );
});

inspect("what openssl says of a certificate is what it says", () => {
  for (const root of [alpha, beta, meshShop, meshPlant]) {
    const { ran, reported } = inspected(root.pem);
    const [one] = reported.certificates;
    const print = (...what: string[]) => openssl.run(["x509", "-noout", ...what, "-in", root.certificate]);
    assert.match(print("-fingerprint", "-sha256").replaceAll(":", "").toLowerCase(), one.fingerprint);
    const [, printed] = print("-fingerprint", "-sha256").trim().split("=");
    assert.match(ran.stdout, `  sha256      ${printed}\n`);
    assert.is(print("-serial").trim(), `serial=${one.serial}`);
    assert.is(new Date(print("-enddate").slice("notAfter=".length)).toISOString(), one.notAfter);
    assert.equal([one.isAuthority, one.canSignCertificates, one.daysLeft], [true, true, 364]);
    assert.not.ok("usedBy" in one);
  }
});

inspect("a chain with a leaf, whatever stands around it", () => {
  const intermediate = openssl.intermediate(alpha);
  const leaf = openssl.leaf(intermediate, ["URI:spiffe://shop.example.com/out", "DNS:x.example.com"]);
  const text = openssl.run(["x509", "-text", "-in", leaf.certificate]);
  const { ran, reported } = inspected(`# ours\n${text}${intermediate.pem}${alpha.pem}`);
  assert.is(ran.status, 0);
  assert.equal(
    reported.certificates.map(({ isAuthority }: { isAuthority: boolean }) => isAuthority),
    [false, true, true],
  );
  assert.is(reported.certificates[0].names, "URI:spiffe://shop.example.com/out, DNS:x.example.com");
  assert.match(ran.stdout, /issuer {6}CN=alpha,O=shop\n/);
  assert.match(ran.stdout, /authority {3}no, it cannot sign certificates/);
});

inspect("the length of a chain below it", () => {
  for (const [length, words] of [
    [0, "yes, with none below it"],
    [300, "yes, with at most 300 below it"],
  ] as const) {
    const root = openssl.root({ extensions: [`basicConstraints=critical,CA:true,pathlen:${length}`, "keyUsage=critical,keyCertSign"] });
    const { ran, reported } = inspected(root.pem);
    assert.is(reported.certificates[0].pathLength, length);
    assert.match(ran.stdout, words);
  }
});

inspect("what is over or broken is a finding", () => {
  const expired = inspected(beta.pem, inTwoYears);
  assert.is(expired.ran.status, 1);
  assert.match(expired.ran.stderr, /^error\[FED362\]: `CN=beta,O=store` expired on /);
  assert.match(expired.ran.stdout, /, expired\n/);
  const broken = inspected(beta.pem.replace(/\n[A-Za-z]/, "\n!"));
  assert.equal([broken.ran.status, broken.ran.stdout], [1, ""]);
  assert.match(broken.ran.stderr, /^error\[FED122\]: the file holds a certificate that is damaged/);
  const der = heard.fedc(["trust", "inspect", "-"], { input: new X509Certificate(alpha.pem).raw });
  assert.match(der.stderr, /is not UTF-8 text[\s\S]*openssl x509 -inform der/);
  const roots = heard.fedc(["trust", "inspect"], { cwd: folderWith(), env: inTwoYears });
  assert.is(roots.status, 1);
  assert.match(roots.stderr, /error\[FED362\]: this active root of `alpha`/);
  assert.match(roots.stdout, /^alpha, active$/m);
});

inspect("a private key is an error, and not a letter of it is shown", () => {
  for (const root of [alpha, meshShop]) {
    const key = readFileSync(root.key, "utf8");
    for (const text of [key + root.pem, root.pem + key, `-----BEGIN CERTIFICATE-----\n${key}`]) {
      const { ran, reported } = inspected(text);
      assert.equal([ran.status, ran.stdout, reported.certificates], [1, "", []]);
      assert.match(reported.findings[0]?.code ?? "", "FED102");
    }
    const cwd = folderWith();
    writeFileSync(join(cwd, "alpha.pem"), key);
    assert.equal(
      heard.json(["trust", "inspect"], { cwd }).findings.map(({ code }) => code),
      ["FED102"],
    );
  }
});

inspect("clusters that share a key are named, also under two names of a root", () => {
  const again = openssl.root({ days: 365, type: "RSA 2048", subject: "/CN=alpha again", key: alpha.key });
  const cwd = folderWith();
  writeFileSync(join(cwd, "beta.pem"), again.pem);
  writeFileSync(join(cwd, "mesh-plant.pem"), meshShop.pem);
  const { certificates } = heard.json(["trust", "inspect"], { cwd });
  for (const { root, sharedBy, trustedBy } of certificates) {
    const mesh = root.startsWith("mesh-");
    assert.equal(sharedBy, mesh ? { gateways: [], workloads: ["plant", "shop"] } : { gateways: ["shop", "store"], workloads: [] });
    assert.is(trustedBy.length, mesh ? 0 : 1);
  }
  assert.match(heard.fedc(["trust", "inspect"], { cwd }).stdout, "trusted by  the meshes of the clusters that share it, for every name\n");
});

inspect("other mistakes of a federation do not hide its roots", () => {
  const cwd = folderWith(federation.replace("consume: { shop: { as: ratings.shop", "consume: { store: { as: ratings.shop"));
  const { status, stdout, stderr } = heard.fedc(["trust", "inspect"], { cwd });
  assert.is(status, 0);
  assert.match(stdout, /^alpha, active\n[\s\S]*trusted by {2}no cluster: no grant in force needs it\n/m);
  assert.match(stderr, /^warning: `federation\.yaml` has \d+ other errors?/);
  assert.is(heard.fedc(["trust", "inspect", "-"], { input: "a: [\n" }).status, 1);
});

inspect("the example, and standard input", () => {
  const text = readFileSync(example, "utf8");
  assert.equal(heard.fedc(["trust", "inspect", "-"], { input: text }).stdout, heard.fedc(["trust", "inspect", example]).stdout);
  assert.match(heard.fedc(["trust", "inspect", "-"], { input: alpha.pem }).stdout, /^standard input\n/);
});

inspect("a file that is called like a certificate and holds none is told as that", () => {
  const cwd = temporaryFolder();
  for (const [name, text, message] of [
    ["text.pem", "hello\n", /^error\[FED122\]: the file holds no certificate\n/],
    ["empty.crt", "", /^error\[FED122\]: the file is empty\n/],
    ["binary.der", Buffer.from([0x30, 0x82, 0x01, 0x00]), /`openssl x509 -inform der -in FILE`/],
  ] as const) {
    writeFileSync(join(cwd, name), text);
    const { status, stderr } = heard.fedc(["trust", "inspect", name], { cwd });
    assert.is(status, 1, name);
    assert.match(stderr, message);
    assert.match(stderr, "1 error in");
  }
  assert.match(heard.fedc(["trust", "inspect", "."], { cwd }).stderr, "files of certificates in PEM form");
});

inspect("nothing that was said above holds a private key", () => {
  heard.assertNoKeys([alpha, beta, meshShop, meshPlant].map(({ key }: Issued) => readFileSync(key, "utf8")));
});

inspect.run();
