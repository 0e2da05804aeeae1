import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Certificate } from "../compiler/certificates/certificate.ts";
import { certificatePem } from "../compiler/certificates/pem.ts";
import { readCertificates } from "../compiler/certificates/read-certificate.ts";
import { type Issued, Openssl } from "./support/openssl.ts";
import { within } from "./support/processor-time.ts";

const openssl = new Openssl();
const common = openssl.root();

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

const reading = suite("read certificates");

reading("what openssl prints is what is read", () => {
  const root = openssl.root({ subject: "/C=DE/O=Example, Inc. \\+ Söhne/OU=a+CN=Fed\\/eration\u202e CA", arguments: ["-utf8"] });
  const [certificate] = read({ pem: `\ufeff${openssl.run(["x509", "-in", root.certificate, "-text"]).replaceAll("\n", "\r\n")}` });
  assert.ok(certificate);
  const printed = openssl.run(["x509", "-in", root.certificate, "-noout", "-serial", "-fingerprint", "-sha256", "-startdate", "-enddate"]);
  assert.ok(printed.includes(`serial=${certificate.serial}\n`));
  const fingerprint = certificate.fingerprint.toUpperCase().match(/../g)?.join(":");
  assert.ok(printed.includes(`ingerprint=${fingerprint}\n`));
  assert.is(certificate.notAfter.getTime() - certificate.notBefore.getTime(), 30 * 24 * 3600 * 1000);
  assert.is(certificate.notAfter.getTime(), Date.parse(/notAfter=(.*)/.exec(printed)?.[1] ?? ""));
  assert.is(certificate.subject, "OU=a+CN=Fed/eration\\e2\\80\\ae CA,O=Example\\, Inc. \\+ Söhne,C=DE");
  assert.is(certificate.issuer, certificate.subject);
});

reading("what rules need to know of a root", () => {
  const { isAuthority, canSignCertificates, selfIssued, selfSignatureValid, ...rest } = first(common);
  assert.equal([isAuthority, canSignCertificates, selfIssued, selfSignatureValid], [true, true, true, true]);
  assert.is(rest.signatureAlgorithm, "SHA-256 with ECDSA");
  assert.is(rest.weakSignature, false);
  assert.equal(rest.unknownCriticalExtensions, []);
  assert.not.ok("nameConstraints" in rest || "rsaBits" in rest);
});

reading("what makes a certificate unfit as root", () => {
  const extensions = ["basicConstraints=critical,CA:false", "keyUsage=digitalSignature", "2.25.4.1=critical,DER:0500"];
  const leaf = first(openssl.root({ extensions: [...extensions, "1.2.3.4=DER:0500"] }));
  assert.equal([leaf.isAuthority, leaf.canSignCertificates, leaf.unknownCriticalExtensions], [false, false, ["2.25.4.1"]]);
  const weak = first(openssl.root({ type: "RSA 2048", arguments: ["-sha1"] }));
  assert.equal([weak.signatureAlgorithm, weak.weakSignature, weak.rsaBits], ["SHA-1 with RSA", true, 2048]);
  const pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
  assert.is(first(openssl.root({ type: "RSA 2048", arguments: pss })).signatureAlgorithm, "SHA-256 with RSA-PSS");
  const issued = first(openssl.intermediate(common));
  assert.equal([issued.selfIssued, issued.subject, issued.issuer], [false, "CN=intermediate", "CN=root,O=example"]);
  const bent = Buffer.from(first(common).der);
  bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1;
  assert.is(read({ pem: certificatePem(bent) })[0]?.selfSignatureValid, false);
});

reading("what is wrong is said, and nothing of it repeated", () => {
  const body = common.pem.split("\n").slice(1, -2).join("\n");
  const block = (label: string, text = body) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;
  const problems: readonly (readonly [string, string])[] = [
    ["", "is empty"],
    [" \n\n", "is empty"],
    ["<!DOCTYPE html>\n<html>", "holds a web page or XML, not a certificate"],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:a\n", "is a pointer of Git LFS, not the file itself"],
    ["ssh-ed25519 AAAA me@example.com", "holds a public key of SSH, not a certificate"],
    [first(common).der.toString("latin1"), "holds binary data, not a certificate in PEM form"],
    ["\x1f\x8b\x08", "is compressed, so it is not a text in PEM form"],
    [Buffer.from(common.pem, "utf16le").toString("latin1"), "holds NUL bytes, so it is not a text in PEM form"],
    [Buffer.from(common.pem).toString("base64"), "holds a text in PEM form that is in base64 once more"],
    [body, "holds base64 without a line `-----BEGIN CERTIFICATE-----` before and `-----END CERTIFICATE-----` behind it"],
    [common.pem.replaceAll("-----", "—–"), "holds no certificate: line 1 is not just `-----BEGIN CERTIFICATE-----`"],
    [common.pem.toLowerCase(), "holds no certificate: line 1 is not just `-----BEGIN CERTIFICATE-----`"],
    [common.pem.replaceAll(/^/gm, "# "), "holds no certificate: line 1 is not just `-----BEGIN CERTIFICATE-----`"],
    [`\n${common.pem.replaceAll(/^/gm, "> ")}`, "holds a line that looks like the begin or end of a PEM block but is not: line 2"],
    [common.pem.replace("----BEGIN", "---- BEGIN"), "holds a line that looks like the begin or end of a PEM block but is not: line 1"],
    [common.pem.replaceAll("\n", " "), "holds a certificate on one line (line 1): its line breaks are lost"],
    [JSON.stringify(common.pem), "has line breaks that are written as `\\n` in line 1"],
    [common.pem.split("\n").slice(3).join("\n"), "holds a line `-----END CERTIFICATE-----` without its `-----BEGIN CERTIFICATE-----`"],
    [`<<<<<<< HEAD\n${common.pem}=======\n${common.pem}>>>>>>> theirs\n`, "holds conflict markers of git"],
    [block("PKCS7"), "holds a PKCS #7 bundle, not a certificate"],
    ["MIIB…", "holds no certificate"],
    [`${common.pem}${block("EC PRIVATE KEY")}`, "holds a private key, not only certificates"],
    [block("CERTIFICATE REQUEST"), "holds a certificate request, not a certificate"],
    [block("TRUSTED CERTIFICATE"), "holds a certificate with openssl's own trust settings, not a certificate"],
    [block("AGE FILE"), "holds a block `AGE FILE`, not a certificate"],
    [block("CERTIFICATE", `${body}*`), `holds a certificate that is damaged: line ${body.split("\n").length + 1} is not base64`],
    [block("CERTIFICATE", `Proc-Type: 4,ENCRYPTED\n\n${body}`), "holds a certificate that is damaged: line 2 is not base64"],
    [block("CERTIFICATE", body.replace("\n", "=\n")), "holds a certificate that is damaged: it is not base64"],
    [block("CERTIFICATE", ""), "holds a certificate that is damaged: its block is empty"],
    [block("CERTIFICATE", "QUJD"), "holds a certificate that is damaged"],
    [common.pem + block("CERTIFICATE", body.slice(0, 64)), "holds a certificate that is damaged (number 2 of 2)"],
    [common.pem.replace("-----END", "----END"), "holds a certificate without its line `-----END CERTIFICATE-----`"],
    [common.pem.slice(0, 99), "holds a certificate without its line `-----END CERTIFICATE-----`"],
    [common.pem.slice(0, 93) + common.pem, "holds a certificate without its line `-----END CERTIFICATE-----`"],
    [`x${common.pem}`, "holds a line that looks like the begin or end of a PEM block but is not: line 1"],
    [block("CERTIFICATE", "A".repeat(70_000)), "holds a certificate larger than 64 KiB"],
    [common.pem.repeat(21), "holds more than 20 certificates"],
    [" ".repeat(5_000_000), "is larger than 4 MiB"],
  ];
  for (const [text, problem] of problems) {
    const found = readCertificates(text);
    assert.is(found.problem, problem, text.slice(0, 80));
    assert.equal(found.certificates, []);
  }
});

reading("what stands around a certificate is no part of it", () => {
  const text = openssl.run(["x509", "-in", common.certificate, "-text"]);
  const around: readonly string[] = [
    common.pem.replaceAll(/^/gm, "    "),
    common.pem.replaceAll(/^/gm, "\t\u00a0"),
    common.pem.replaceAll("\n", "  \r\n"),
    common.pem.replaceAll("\n", "\r"),
    common.pem.replaceAll("\n", "\n\n"),
    `\ufeff${common.pem}`,
    text,
    text.replaceAll(/^/gm, "  "),
    `Bag Attributes\n    friendlyName: root\n    localKeyID: 01 02\nsubject=/CN=root\n${common.pem}`,
    `# old: -----BEGIN CERTIFICATE-----\n${common.pem.replaceAll(/^/gm, "# ")}\n${common.pem}`,
    `see -----BEGIN CERTIFICATE----- below\n${common.pem}`,
    `${common.pem}\0\u0001 what else`,
    common.pem.replaceAll("CERTIFICATE", "X509 CERTIFICATE"),
  ];
  for (const written of around) assert.is(first({ ...common, pem: written }).fingerprint, first(common).fingerprint, written);
  // Files without a line break at their end, joined.
  assert.is(read({ pem: common.pem.trimEnd() }, { pem: common.pem }).length, 2);
});

reading("every cut or bent certificate is read or refused, soon", () => {
  const { der } = first(openssl.root({ more: ["nameConstraints=permitted;URI:.example.com,excluded;email:x@example.com"] }));
  within(5000, "reading them", () => {
    for (let at = 0; at < der.length; at++) {
      const bent = Buffer.from(der);
      bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8));
      for (const bytes of [bent, der.subarray(0, at)]) readCertificates(certificatePem(bytes));
    }
    const nested = Buffer.concat(
      Array.from({ length: 12_000 }, (_, level) => Buffer.from([0x30, 0x82, (4 * level) >> 8, (4 * level) & 255])).reverse(),
    );
    const many = Buffer.concat([Buffer.from([0x30, 0x82, 0xb0, 0x00]), Buffer.alloc(0xb000, Buffer.from([5, 0]))]);
    for (const hostile of [nested, many])
      assert.is(readCertificates(certificatePem(hostile)).problem, "holds a certificate that is damaged");
  });
});

reading("a certificate hidden inside another one is not the one that is read", () => {
  const hidden = Buffer.from(`\n${common.pem}`).toString("hex");
  const outer = openssl.root({
    subject: "/CN=outer",
    more: [`1.2.3.4=DER:0C82${(hidden.length / 2).toString(16).padStart(4, "0")}${hidden}`],
  });
  assert.is(first(outer).subject, "CN=outer");
});
reading.after(() => openssl.remove());
reading.run();
