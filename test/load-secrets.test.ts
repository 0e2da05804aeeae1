import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";

const secrets = suite("secrets");
const word = "PRIVATE";
const key = `-----BEGIN EC ${word} KEY-----\nMHcCAQEEIA==\n-----END EC ${word} KEY-----\n`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const letters = (count: number) => "aB3dE6gH9j".repeat(Math.ceil(count / 10)).slice(0, count);

function findingsOf(text: string) {
  const findings = new Findings();
  load(new Source("federation.yaml", text), () => ({ problem: "unused" }), findings);
  return findings.sorted();
}

const samples: readonly (readonly [what: string, text: string])[] = [
  ["a key", `a: |\n  ${key.replaceAll("\n", "\n  ")}`],
  ["a key in one line", `a: "${key.replaceAll("\n", "\\n")}"`],
  ["a key in another spelling", `a: -----begin openssh ${word.toLowerCase()}_key-----`],
  ["a key with escapes", `a: "-----BEGIN ${word}\\x20KEY-----"`],
  [
    "a key whose every letter is escaped",
    `a: "${[...key.slice(0, 30)].map((letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`).join("")}"`,
  ],
  ["a key in base64", `a: ${base64(key)}`],
  ["a key in base64, one byte on", `a: ${base64(` ${key}`)}`],
  ["a key in base64, two bytes on", `a: ${base64(`  ${key}`)}`],
  ["a key in wrapped base64", `a: |\n  ${base64(key).replaceAll(/.{7}/g, "$&\n  ")}`],
  ["a key without its frame", `a: MC4CAQAwBQYDK2VwBCIEI${letters(43)}`],
  ["a GitHub token", `a: ghp_${letters(36)}`],
  ["a fine-grained GitHub token", `a: github_pat_${letters(60)}`],
  ["a GitLab token", `a: glpat-${letters(20)}`],
  ["an AWS access key", `a: AKIA${letters(16).toUpperCase()}`],
  ["a Slack token", `a: xoxb-${letters(24)}`],
  ["a web token", `a: eyJ${letters(20)}.eyJ${letters(20)}.${letters(20)}`],
  ["an age key", `a: AGE-SECRET-KEY-1${letters(58).toUpperCase()}`],
  ["a password in an address", "a: https://me:pass@example.com/x"],
  ["a token in an address", `a: https://${letters(20)}@example.com/x`],
  ["a sops value", "a: ENC[AES256_GCM,data:abc,type:str]"],
  ["an age file", "a: -----BEGIN AGE ENCRYPTED FILE-----"],
  ["a PGP message", "a: -----BEGIN PGP MESSAGE-----"],
  ["a sealed secret", `a: AgBy${letters(340)}`],
  ["a key in a comment", `# -----BEGIN ${word} KEY-----\na: 1`],
];
for (const [what, text] of samples) {
  secrets(`${what} is found, not repeated, and hides all other findings`, () => {
    const found = findingsOf(`${text}\nunknown: *alias\n`);
    // What only an escape can write is found after the scan.
    const later = what.includes("every letter");
    const all = later ? findingsOf(`${text}\n`) : found;
    assert.ok(all.length > 0);
    assert.ok(all.every(({ code, secret }) => code === "FED102" && secret === true));
    const reported = JSON.stringify(all.map(({ message, help }) => [message, help]));
    assert.not.ok(reported.includes(text.slice(3, 30)));
  });
}

secrets("a key is one finding, however it is written, and two keys are two", () => {
  const body = Array.from({ length: 12 }, () => `MHcCAQEEI${letters(50)}`).join("\n");
  const long = key.replace("MHcCAQEEIA==", body);
  const locked = long.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233\n\n");
  const indented = (text: string, by = "  ") => text.trimEnd().replaceAll(/^/gm, by);
  const counts = [
    `a: |\n${indented(long)}\n`,
    `a: |\n${indented(locked)}\n`,
    `${indented(long, "# ")}\na: 1\n`,
    `a: "${long.replaceAll("\n", "\\n")}"\n`,
    `a: '\n${indented(long)}'\n`,
    `a: ${base64(long)}\n`,
    `a: |\n${indented(base64(long).replaceAll(/.{64}/g, "$&\n"))}\n`,
    `a: |\n${indented(long)}\nb: |\n${indented(long)}\n`,
  ].map((text) => findingsOf(text).length);
  assert.equal(counts, [1, 1, 1, 1, 1, 1, 1, 2]);
});

secrets("certificates, names of Secrets, e-mail addresses and ordinary repositories are no secrets", () => {
  const text = [
    "# the private key stays with the CA; ask ca@example.com",
    "a: -----BEGIN CERTIFICATE-----",
    `b: ${base64("-----BEGIN CERTIFICATE-----\nMIIB9TCCAZug\n")}`,
    "c: git@github.com:example/private-keys",
    "d: ssh://git@example.com/x",
    "e: spiffe://c1.example.com/ns/x",
    "f: sealed-secrets",
  ];
  assert.equal(
    findingsOf(`${text.join("\n")}\n`).filter(({ code }) => code === "FED102"),
    [],
  );
});

secrets.run();
