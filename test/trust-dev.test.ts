import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { example, root } from "./support/fedc.ts";
import { Heard } from "./support/heard.ts";
import { Openssl } from "./support/openssl.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { treeOf } from "./support/tree.ts";

const dev = suite("trust dev");
const openssl = new Openssl();
const heard = new Heard();
const keys: string[] = [];
dev.after(() => openssl.remove());

const exampleText = readFileSync(example, "utf8");
/** The example before there is a root: it only says which file will hold one. */
const withoutRoot = exampleText.replace(/pem: \|\n[\s\S]*END CERTIFICATE-----\n/, "file: trust/trial.pem\n");

interface Secret {
  readonly apiVersion: string;
  readonly kind: string;
  readonly type: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly stringData: Readonly<Record<string, string>>;
}

function secretAt(path: string): Secret {
  const secret = parse(readFileSync(path, "utf8")) as Secret;
  keys.push(secret.stringData["tls.key"] ?? "");
  return secret;
}

/** A run into a new folder. */
function made(text = exampleText, ...more: readonly string[]) {
  const parent = temporaryFolder();
  const out = join(parent, "keys");
  const ran = heard.fedc(["trust", "dev", "-", "--out", out, ...more], { input: text });
  return { parent, out, ran };
}

dev("a Secret for each gateway that a grant needs, and the public root", () => {
  const { out, ran } = made();
  assert.equal([ran.status, ran.stderr], [0, ""]);
  assert.equal(Object.keys(treeOf(out)).sort(), ["ca.pem", "cluster1/", "cluster1/egress.yaml", "cluster2/", "cluster2/ingress.yaml"]);
  const ca = new X509Certificate(readFileSync(join(out, "ca.pem")));
  assert.match(ca.subject, "O=NOT FOR PRODUCTION");
  assert.equal([ca.ca, ca.verify(ca.publicKey), ca.checkIssued(ca)], [true, true, true]);
  for (const [cluster, side, identity, usage] of [
    ["cluster1", "egress", "spiffe://c1.example.com/istio-private-egressgateway", "1.3.6.1.5.5.7.3.2"],
    ["cluster2", "ingress", "spiffe://c2.example.com/istio-private-ingressgateway", "1.3.6.1.5.5.7.3.1"],
  ] as const) {
    const { kind, type, metadata, stringData } = secretAt(join(out, cluster, `${side}.yaml`));
    assert.equal(
      [kind, type, metadata],
      ["Secret", "kubernetes.io/tls", { name: `federation-${side}`, namespace: "istio-private-gateways" }],
    );
    assert.equal(Object.keys(stringData), ["tls.crt", "tls.key"]);
    const [certificate = "", key = ""] = Object.values(stringData);
    const x509 = new X509Certificate(certificate);
    assert.equal([x509.subjectAltName, x509.keyUsage, x509.ca], [`URI:${identity}`, [usage], false]);
    assert.ok(x509.verify(ca.publicKey) && x509.checkIssued(ca));
    const [from, to] = [x509.validFrom, x509.validTo].map((text) => new Date(text).getTime());
    assert.is(((to ?? 0) - (from ?? 0)) / 86_400_000, 30);
    assert.is(openssl.run(["pkey", "-pubout"], key), x509.publicKey.export({ type: "spki", format: "pem" }));
  }
});

dev("openssl believes what it makes, strictly, and for its own purpose only", () => {
  const { out } = made();
  const ca = join(out, "ca.pem");
  assert.match(openssl.run(["verify", "-x509_strict", "-CAfile", ca, ca]), "OK");
  const text = openssl.run(["x509", "-noout", "-text", "-in", ca]);
  assert.match(text, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  assert.match(text, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
  assert.match(text, "ASN1 OID: prime256v1");
  for (const [cluster, side, right, wrong] of [
    ["cluster1", "egress", "sslclient", "sslserver"],
    ["cluster2", "ingress", "sslserver", "sslclient"],
  ] as const) {
    const leaf = openssl.write(secretAt(join(out, cluster, `${side}.yaml`)).stringData["tls.crt"] ?? "");
    const verify = (purpose: string) => openssl.run(["verify", "-x509_strict", "-purpose", purpose, "-CAfile", ca, leaf]);
    assert.match(verify(right), "OK");
    assert.throws(() => verify(wrong), /purpose/);
  }
  const other = made();
  assert.throws(() => openssl.run(["verify", "-x509_strict", "-CAfile", join(other.out, "ca.pem"), ca]));
});

dev("only the owner may read it, whatever the umask", () => {
  for (const umask of ["000", "022", "077"]) {
    const parent = temporaryFolder();
    const program = join(root, "dist/cli/main.js");
    const script = `umask ${umask}; exec "$0" "$@"`;
    const args = ["-c", script, process.execPath, program, "trust", "dev", example, "--out", join(parent, "keys")];
    assert.is(spawnSync("bash", args).status, 0);
    assert.equal(readdirSync(parent), ["keys"]);
    for (const path of ["", ...Object.keys(treeOf(join(parent, "keys")))]) {
      const { mode } = statSync(join(parent, "keys", path));
      assert.is((mode & 0o777).toString(8), path === "" || path.endsWith("/") ? "700" : "600", path);
    }
  }
});

dev("before the first root is there; then what it says to write is right, and builds", () => {
  const { out, ran } = made(withoutRoot);
  assert.is(ran.status, 0);
  assert.equal(
    ran.stdout.split("\n").filter((line) => line.length > 80 && !line.includes(out)),
    [],
  );
  const folder = temporaryFolder();
  mkdirSync(join(folder, "trust"));
  cpSync(join(out, "ca.pem"), join(folder, "trust/trial.pem"));
  const said = [...ran.stdout.matchAll(/certificate: (\{.*\})/g)].map(([line]) => line);
  let next = 0;
  const text = withoutRoot.replace(/certificate:\n\s+issuerRef: .*/g, () => said[next++] ?? "");
  assert.is(next, 2);
  writeFileSync(join(folder, "federation.yaml"), text);
  const built = heard.fedc(["build"], { cwd: folder });
  assert.is(built.status, 0, built.stderr);
  heard.add(...Object.values(treeOf(join(folder, "out"))));
});

dev("the names that the file has for Secrets, namespaces and identities", () => {
  const text = exampleText
    .replace(
      /certificate:\n\s+issuerRef: .*/,
      "certificate: { secrets: { egress: way-out } }\n        identity: { egress: spiffe://c1.example.com/out }",
    )
    .replace("    gateways:\n      egress: {}", "    gateways:\n      namespace: borders\n      egress: {}");
  const { out, ran } = made(text);
  assert.is(ran.status, 0, ran.stderr);
  const { metadata, stringData } = secretAt(join(out, "cluster1/egress.yaml"));
  assert.equal(metadata, { name: "way-out", namespace: "borders" });
  assert.is(new X509Certificate(stringData["tls.crt"] ?? "").subjectAltName, "URI:spiffe://c1.example.com/out");
  assert.match(ran.stdout, "certificate: { secrets: { egress: way-out } }");
});

dev("--json tells of everything but the keys", () => {
  const { out, ran } = made(exampleText, "--json");
  const reported = JSON.parse(ran.stdout);
  assert.equal([reported.ok, reported.command, reported.out, reported.secrets.length], [true, "trust dev", out, 2]);
  for (const { cluster, gateway, file, fingerprint } of reported.secrets) {
    const { stringData } = secretAt(join(out, file));
    assert.is(file, `${cluster}/${gateway}.yaml`);
    assert.is(new X509Certificate(stringData["tls.crt"] ?? "").fingerprint256.replaceAll(":", "").toLowerCase(), fingerprint);
  }
});

dev("wrong input, or nothing to do, writes nothing", () => {
  for (const [text, expected] of [
    ["nothing: here\n", /error\[FED/],
    [exampleText.replace("hostname: c2.example.com", "hostname: localhost"), /error\[FED/],
    [
      exampleText.replace(/\nassertions:[\s\S]*$/, "\n").replaceAll("protocol: http", "inactive: not yet\n    protocol: http"),
      /no gateway needs a certificate/,
    ],
  ] as const) {
    const { parent, ran } = made(text);
    assert.equal([ran.status, ran.stdout], [1, ""]);
    assert.match(ran.stderr, expected);
    assert.equal(readdirSync(parent), []);
  }
});

dev("no private key is anywhere but in the Secrets", () => {
  const { out } = made();
  heard.add(readFileSync(join(out, "ca.pem"), "utf8"));
  heard.assertNoKeys(keys);
});

dev.run();
