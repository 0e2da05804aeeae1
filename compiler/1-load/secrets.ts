import type { Findings } from "../findings/finding.ts";
import type { Place, Source } from "../findings/source.ts";
import { encodedSecretsIn, type FoundSecret } from "./secrets/encoded-secrets.ts";
import { jsonWebKeyIn } from "./secrets/json-web-key.ts";
import { privateKeyIn } from "./secrets/private-key-bytes.ts";

/** Texts with more secrets than this are not worth listing. */
const MOST = 20;

/** A key has several parts that each look like one. */
const MOST_PARTS = 200;

/*
 * Every pattern is linear: it begins with a fixed text, what follows is bounded or cannot begin in its own middle (the look-behinds).
 * Between the letters of `spread` white space may stand, as in base64 that was wrapped.
 */
const BLANK = String.raw`(?:[ \t_+-]|%20|\\x20|\\u0020|\\ ){0,4}`;
const SECRETS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a private key", new RegExp(String.raw`PRIVATE${BLANK}KEY(?<=(?:BEGIN|---|\\x2d|\\u002d)[^\n]{0,40})`, "gi")],
  ["a private key in base64", new RegExp(base64Of("PRIVATE KEY").map(spread).join("|"), "g")],
  [
    "a private key",
    /(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{2}[A-Za-z0-9]IB(?:AAKC|ADANBgkqhkiG9w0BAQEF)|MI[GH][A-Z0-9]AgEAMB[A-Z]GByqGSM49|M[CF][A-Z0-9]CAQAwBQYDK2V|MHcCAQEEI|MIGkAgEBBD)/g,
  ],
  ["a private key of OpenSSH", /(?<![A-Za-z0-9+/])b3BlbnNzaC1rZXktdjE/g],
  ["a private key of PuTTY", /PuTTY-User-Key-File-\d|Private-Lines:/g],
  ["a private key as openssl prints it", /Private-Key: \(\d|\b(?:privateExponent|priv):[ \t]*$/gm],
  ["a GitHub token", /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20})[A-Za-z0-9_]{0,300}/g],
  ["a GitLab token", /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{16,100}/g],
  ["an AWS access key", /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g],
  ["a Slack token", /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,300}/g],
  ["an npm token", /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g],
  ["a JSON web token", /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]{4,}/g],
  ["an age secret key", /AGE-SECRET-KEY-[A-Z0-9-]{6,200}/gi],
  ["a password or token in an address", /https?:\/\/[^\s/@"'<>]{1,256}@/gi],
  ["a password in an address", /[a-z]:\/\/[^\s/@:"'<>]{1,256}:[^\s/@"'<>]{1,256}@/gi],
  ["a value encrypted by sops", /ENC\[AES256[^\]\n]{0,500}/g],
  ["a text encrypted by age", /BEGIN AGE ENCRYPTED FILE|age-encryption\.org\/v\d/gi],
  ["a text encrypted by PGP", /BEGIN PGP (?:MESSAGE|PRIVATE KEY BLOCK)/gi],
  ["a text encrypted by Ansible", /\$ANSIBLE_VAULT;/g],
  ["a sealed secret", /(?<![A-Za-z0-9+/])Ag[A-D][A-Za-z0-9+/]{300}/g],
];

/** What people call a field that holds a secret; `secrets` is one of ours, and holds names. */
const SECRET_FIELD = /(?:pass(?:word|wd|phrase)|pwd|token|secret|credentials?|key)["']?[ \t]{0,9}:/i;

/** Whether a field is called as those that hold a secret. */
export function namesSecret(field: string): boolean {
  return SECRET_FIELD.test(`${field}:`);
}

/** Whether the line of a place, as far as it could be shown, may hold a secret that only its field's name gives away: it is not to be printed. */
export function besideSecret({ source: { text }, start }: Place): boolean {
  const before = text.slice(Math.max(0, start - 400), start);
  const [after = ""] = text.slice(start, start + 400).split("\n", 1);
  return SECRET_FIELD.test(before.slice(before.lastIndexOf("\n") + 1) + after);
}

/** Reports private keys, tokens and ciphertext in a text. Nothing of them enters a finding, and none of their lines is printed. */
export function reportSecrets(source: Source, findings: Findings): void {
  const found = secretsIn(source.text);
  const all = merged(found, source.text);
  const more = all.length > MOST || found.length >= MOST_PARTS;
  for (const { what, start, end } of all.slice(0, MOST)) reportSecret(what, "here stands", { source, start, end }, findings, more);
}

function secretsIn(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  const add = (one: FoundSecret) => {
    if (!found.some((other) => other.start < one.end && one.start < other.end)) found.push(one);
  };
  for (const [what, pattern] of SECRETS) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match && found.length < MOST_PARTS; match = pattern.exec(text))
      add({ what, start: match.index, end: match.index + match[0].length });
  }
  const key = jsonWebKeyIn(text) ?? privateKeyIn(text);
  if (key) add({ what: key.what, start: key.at, end: key.at + 1 });
  for (const one of encodedSecretsIn(text, MOST_PARTS - found.length)) add(one);
  return found;
}

/** What may stand between the first and the last line of a key, in base64, a comment or quotes; the colons are those of encrypted keys. */
const WITHIN_KEY = /^(?:[A-Za-z0-9+/=\s#"'\\,-]|Proc-Type:|DEK-Info:){0,16384}$/;

/** In the order of the text; the beginning, the body and the end of one private key are one. */
function merged(found: readonly FoundSecret[], text: string): readonly FoundSecret[] {
  const all: FoundSecret[] = [];
  for (const next of found.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    const key = last && [last, next].every(({ what }) => what.startsWith("a private key"));
    if (key && next.start - last.end <= 16384 && WITHIN_KEY.test(text.slice(last.end, next.start)))
      all[all.length - 1] = { ...last, end: next.end };
    else all.push(next);
  }
  return all;
}

/** Reports the first secret of a text that findings cannot point into, at the place it comes from. Says whether there was one. */
export function reportSecretIn(text: string, subject: string, at: Place, findings: Findings): boolean {
  const [found] = secretsIn(text);
  if (found) reportSecret(found.what, subject, at, findings);
  return found !== undefined;
}

function reportSecret(what: string, subject: string, at: Place, findings: Findings, more = false): void {
  findings.add({
    code: "FED102",
    severity: "error",
    message: `${subject} what looks like ${what}`,
    at,
    help: "take it out, and replace it where it is used, since others may have seen it; only certificates and names of Secrets belong here",
    secret: true,
    more,
  });
}

/** How a text looks inside base64: three ways, by where in a group of three bytes it begins; only the letters that its neighbours do not change. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(" ".repeat(shift) + text)
      .toString("base64")
      .replace(/=+$/, "");
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + text.length) * 8) / 6));
  });
}

function spread(letters: string): string {
  return [...letters].join("\\s{0,20}");
}
