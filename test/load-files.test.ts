import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { readFederation } from "../compiler/inputs/federation-input.ts";
import { rootReader } from "../compiler/inputs/root-reader.ts";
import { example, inFolder } from "./support/fedc.ts";

const files = suite("files that cannot be used");
const exampleText = readFileSync(example, "utf8");

/** What is found where the example names a file as its root, in a folder. */
function found(folder: string, file: string): (string | undefined)[] {
  const text = exampleText.replace(/pem: \|\n[\s\S]*END CERTIFICATE-----\n/, `file: ${file}\n`);
  const findings = new Findings();
  load(new Source("federation.yaml", text), rootReader(folder), findings);
  return findings.sorted().flatMap(({ message, help }) => [message, help]);
}

files("each says what is wrong with it and what to do about that", () => {
  inFolder((folder) => {
    const wanted = "a root is a file of certificates in PEM form that fedc may read";
    mkdirSync(join(folder, "trust"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    writeFileSync(join(folder, "large.pem"), "x".repeat(1024 * 1024 + 1));
    const long = "a".repeat(300);
    assert.equal(found(folder, "ca.pem"), [
      "`ca.pem` cannot be read: there is no such file",
      "paths are relative to the folder of federation.yaml",
    ]);
    assert.equal(found(folder, "trust"), ["`trust` cannot be read: it is a folder", wanted]);
    assert.equal(found(folder, "pipe"), ["`pipe` cannot be read: it is a named pipe (FIFO), not a file", wanted]);
    assert.equal(found(folder, "large.pem"), [
      "`large.pem` cannot be read: it is larger than 1 MiB",
      "is it the right file? a root is a few certificates",
    ]);
    assert.equal(found(folder, long), [`\`${long}\` cannot be read: its name is longer than the system allows`, wanted]);
  });
});

files("a certificate in binary form is recognized", () => {
  inFolder((folder) => {
    const base64 = /BEGIN CERTIFICATE-----([\s\S]*)-----END/.exec(exampleText)?.[1] ?? "";
    writeFileSync(join(folder, "ca.der"), Buffer.from(base64, "base64"));
    assert.equal(found(folder, "ca.der"), [
      "`ca.der` holds binary data, not a certificate in PEM form",
      "if it is a binary certificate (DER), `openssl x509 -inform der -in FILE` gives it in PEM form",
    ]);
  });
});

files("bytes that are no UTF-8 have a place", () => {
  const latin1 = (text: string) => Buffer.from(text, "latin1");
  const cases: readonly { readonly bytes: Buffer; readonly place: string; readonly message: RegExp }[] = [
    { bytes: Buffer.from(`\ufeff${exampleText}`, "utf16le"), place: "1:1", message: /is saved as UTF-16$/ },
    { bytes: Buffer.from(`\ufeff${exampleText}`, "utf16le").swap16(), place: "1:1", message: /is saved as UTF-16$/ },
    { bytes: Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), place: "1:1", message: /is saved as UTF-32$/ },
    { bytes: Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]), place: "1:1", message: /is saved as UTF-32$/ },
    { bytes: latin1("a: 1\nb: M\xfcller\n"), place: "2:5", message: /here stands the byte 0xFC \(`ü` in Latin-1\)$/ },
    { bytes: Buffer.concat([Buffer.from("a: \ufffd\nb: ü "), latin1("\x80\n")]), place: "2:6", message: /here stands the byte 0x80$/ },
    { bytes: latin1("a: \xed\xa0\x80\n"), place: "1:4", message: /here stands half of a character/ },
    { bytes: latin1("a: \xc0\x80\n"), place: "1:4", message: /0xC0, which begins a character that is written longer than it is$/ },
    { bytes: latin1("a: \xe2\x82"), place: "1:4", message: /0xE2, and the file ends within its character$/ },
    { bytes: latin1("a: \xe2\x82 b\n"), place: "1:4", message: /here stands the byte 0xE2/ },
    { bytes: Buffer.from([0xff]), place: "1:1", message: /here stands the byte 0xFF/ },
    { bytes: latin1("a\0\xff"), place: "1:1", message: /is not UTF-8 text, but binary data$/ },
  ];
  inFolder((folder) => {
    const file = join(folder, "federation.yaml");
    for (const { bytes, place, message } of cases) {
      writeFileSync(file, bytes);
      const { source } = readFederation(file);
      const findings = new Findings();
      load(source, () => ({ problem: "unused" }), findings);
      const [finding, ...more] = findings.sorted();
      assert.equal([finding?.code, more], ["FED123", []], bytes.toString("latin1"));
      assert.match(finding?.message ?? "", message);
      const { line, column } = source.position(finding?.at?.start ?? -1);
      assert.is(`${line}:${column}`, place, bytes.toString("latin1"));
    }
    for (const short of ["", "a", "a:", "a: ü\ufffd"]) {
      writeFileSync(file, short);
      const { source } = readFederation(file);
      assert.equal([source.text, source.wrongEncoding], [short, undefined]);
    }
  });
});

files("a secret is found in whatever encoding", () => {
  inFolder((folder) => {
    const file = join(folder, "federation.yaml");
    const key = `a: |\n  -----BEGIN ${"PRIVATE"} KEY-----\n`;
    for (const bytes of [Buffer.from(`\ufeff${key}`, "utf16le"), Buffer.concat([Buffer.from(key), Buffer.from([0xe4])])]) {
      writeFileSync(file, bytes);
      const findings = new Findings();
      load(readFederation(file).source, () => ({ problem: "unused" }), findings);
      assert.equal(
        findings.sorted().map(({ code }) => code),
        ["FED102"],
      );
    }
  });
});

files.run();
