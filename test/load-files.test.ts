import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { readFederation } from "../compiler/cli/federation-input.ts";
import { rootReader } from "../compiler/cli/root-reader.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
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
    assert.equal(found(folder, "trust"), ["`trust` cannot be read: it is no file", wanted]);
    assert.equal(found(folder, "pipe"), ["`pipe` cannot be read: it is no file", wanted]);
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
      "`ca.der` holds no certificate",
      "if it is a binary certificate (DER), `openssl x509 -inform der -in FILE` gives it in PEM form",
    ]);
  });
});

files("a federation that is saved as UTF-16, or is not there, says so", () => {
  inFolder((folder) => {
    const file = join(folder, "federation.yaml");
    for (const bytes of [Buffer.from(`\ufeff${exampleText}`, "utf16le"), Buffer.from(`\ufeff${exampleText}`, "utf16le").swap16()]) {
      writeFileSync(file, bytes);
      assert.throws(() => readFederation(file), /is saved as UTF-16$/);
    }
    for (const short of ["", "a", "a:"]) {
      writeFileSync(file, short);
      assert.is(readFederation(file).source.text, short);
    }
    writeFileSync(file, Buffer.from([0xff]));
    assert.throws(() => readFederation(file), /is not UTF-8 text: see line 1/);
  });
});

files.run();
