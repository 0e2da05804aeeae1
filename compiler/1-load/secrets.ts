import type { Findings } from "../findings/finding.ts";
import type { Place, Source } from "../findings/source.ts";
import { encodedSecretsIn, type FoundSecret } from "./secrets/encoded-secrets.ts";
import { privateKeyIn } from "./secrets/private-keys.ts";

/** More secrets of a text are not worth listing. */
const MAX_REPORTED = 20;

/** A key has several parts that each look like one. */
const MAX_PARTS = 200;

/*
 * Every pattern is linear: it begins with a fixed text, and what follows is bounded or cannot begin in its own middle (the look-behinds).
 * White space may stand between the letters of `spread`, as in base64 that was wrapped.
 */
const BLANK = String.raw`(?:[ \t_+-]|%20|\\x20|\\u0020|\\ ){0,4}`;
const SECRETS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "a private key", pattern: new RegExp(String.raw`PRIVATE${BLANK}KEY(?<=(?:BEGIN|---|\\x2d|\\u002d)[^\n]{0,40})`, "gi") },
  { kind: "a private key in base64", pattern: new RegExp(base64Of("PRIVATE KEY").map(spread).join("|"), "g") },
  {
    kind: "a private key",
    pattern:
      /(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{2}[A-Za-z0-9]IB(?:AAKC|ADANBgkqhkiG9w0BAQEF)|MI[GH][A-Z0-9]AgEAMB[A-Z]GByqGSM49|M[CF][A-Z0-9]CAQAwBQYDK2V|MHcCAQEEI|MIGkAgEBBD)/g,
  },
  { kind: "a private key of OpenSSH", pattern: /(?<![A-Za-z0-9+/])b3BlbnNzaC1rZXktdjE/g },
  { kind: "a private key of PuTTY", pattern: /PuTTY-User-Key-File-\d|Private-Lines:/g },
  { kind: "a private key as openssl prints it", pattern: /Private-Key: \(\d|\b(?:privateExponent|priv):[ \t]*$/gm },
  { kind: "a GitHub token", pattern: /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20})[A-Za-z0-9_]{0,300}/g },
  { kind: "a GitLab token", pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{16,100}/g },
  { kind: "an AWS access key", pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { kind: "a Slack token", pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,300}/g },
  { kind: "an npm token", pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g },
  { kind: "a JSON web token", pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]{4,}/g },
  { kind: "an age secret key", pattern: /AGE-SECRET-KEY-[A-Z0-9-]{6,200}/gi },
  { kind: "a password or token in an address", pattern: /https?:\/\/[^\s/@"'<>]{1,256}@/gi },
  { kind: "a password in an address", pattern: /[a-z]:\/\/[^\s/@:"'<>]{1,256}:[^\s/@"'<>]{1,256}@/gi },
  { kind: "a value encrypted by sops", pattern: /ENC\[AES256[^\]\n]{0,500}/g },
  { kind: "a text encrypted by age", pattern: /BEGIN AGE ENCRYPTED FILE|age-encryption\.org\/v\d/gi },
  { kind: "a text encrypted by PGP", pattern: /BEGIN PGP (?:MESSAGE|PRIVATE KEY BLOCK)/gi },
  { kind: "a text encrypted by Ansible", pattern: /\$ANSIBLE_VAULT;/g },
  { kind: "a sealed secret", pattern: /(?<![A-Za-z0-9+/])Ag[A-D][A-Za-z0-9+/]{300}/g },
];

/** The names of fields that hold a secret. `secrets` is a field of federation.yaml, and holds names. */
const SECRET_FIELD = /(?:pass(?:word|wd|phrase)|pwd|token|secret|credentials?|key)["']?[ \t]{0,9}:/i;

/** Whether a field has the name of one that holds a secret. */
export function namesSecret(field: string): boolean {
  return SECRET_FIELD.test(`${field}:`);
}

/** Whether the line of a place, as far as it could be shown, may hold a secret that only the field's name gives away. Such a line is not printed. */
export function besideSecret({ source: { text }, start }: Place): boolean {
  const before = text.slice(Math.max(0, start - 400), start);
  const [after = ""] = text.slice(start, start + 400).split("\n", 1);
  return SECRET_FIELD.test(before.slice(before.lastIndexOf("\n") + 1) + after);
}

/** Reports private keys, tokens and ciphertext in a text. Findings contain nothing of them, and their lines are not printed. */
export function reportSecrets(source: Source, findings: Findings): void {
  const parts = secretsIn(source.text);
  const secrets = merged(parts, source.text);
  const more = secrets.length > MAX_REPORTED || parts.length >= MAX_PARTS;
  for (const { kind, start, end } of secrets.slice(0, MAX_REPORTED))
    reportSecret(kind, "here stands", { source, start, end }, findings, more);
}

function secretsIn(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  const add = (secret: FoundSecret) => {
    if (!found.some((other) => other.start < secret.end && secret.start < other.end)) found.push(secret);
  };
  for (const { kind, pattern } of SECRETS)
    for (const { index, 0: match } of text.matchAll(pattern)) {
      if (found.length >= MAX_PARTS) break;
      add({ kind, start: index, end: index + match.length });
    }
  const key = privateKeyIn(text);
  if (key) add({ kind: key.kind, start: key.at, end: key.at + 1 });
  for (const secret of encodedSecretsIn(text, MAX_PARTS - found.length)) add(secret);
  return found;
}

/**
 * The text between the first and the last line of a key: base64, also in a comment or in quotes. The colons are those of encrypted keys.
 */
const WITHIN_KEY = /^(?:[A-Za-z0-9+/=\s#"'\\,-]|Proc-Type:|DEK-Info:){0,16384}$/;

/** Sorts secrets by place, and joins the beginning, the body and the end of one private key. */
function merged(found: readonly FoundSecret[], text: string): readonly FoundSecret[] {
  const secrets: FoundSecret[] = [];
  for (const next of found.toSorted((a, b) => a.start - b.start)) {
    const last = secrets.at(-1);
    const areKeys = last && [last, next].every(({ kind }) => kind.startsWith("a private key"));
    if (areKeys && next.start - last.end <= 16384 && WITHIN_KEY.test(text.slice(last.end, next.start)))
      secrets[secrets.length - 1] = { ...last, end: next.end };
    else secrets.push(next);
  }
  return secrets;
}

/** Reports the first secret of a text that findings cannot point into, at the place that the text comes from. Returns whether there was one. */
export function reportSecretIn(text: string, subject: string, at: Place, findings: Findings): boolean {
  const [found] = secretsIn(text);
  if (found) reportSecret(found.kind, subject, at, findings);
  return found !== undefined;
}

function reportSecret(kind: string, subject: string, at: Place, findings: Findings, more = false): void {
  findings.add({
    code: "FED102",
    severity: "error",
    message: `${subject} what looks like ${kind}`,
    at,
    help: "take it out, and replace it where it is used, since others may have seen it; only certificates and names of Secrets belong here",
    secret: true,
    more,
  });
}

/**
 * The ways in which a text looks inside base64: three, since it may begin at each byte of a group of three. Only the letters that do not
 * depend on the text around it.
 */
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
