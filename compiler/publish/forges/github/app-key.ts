import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { GitHubFailure } from "./github-failure.ts";

/** GitHub takes ten minutes at most, and clocks may differ by one. */
const skew = 60;
const lifetime = 540;

/**
 * A GitHub App's proof of who it is: a JSON Web Token, signed by the private key that the environment holds. The key is read for each of them
 * and kept nowhere; nothing of it goes into a message.
 */
export function appProof(id: string, keyVariable: string, environment: Readonly<Record<string, string | undefined>>, now: number): string {
  const key = keyIn(keyVariable, environment[keyVariable] ?? "");
  const seconds = Math.floor(now / 1000);
  const parts = [
    { alg: "RS256", typ: "JWT" },
    { iat: seconds - skew, exp: seconds + lifetime, iss: id },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = sign("RSA-SHA256", Buffer.from(parts.join(".")), key).toString("base64url");
  return [...parts, signature].join(".");
}

/** In PEM form; where a variable cannot hold lines, with `\n` for each break, or in base64 as a whole. */
function keyIn(variable: string, value: string): KeyObject {
  const text = value.includes("-----BEGIN") ? value.replaceAll("\\n", "\n") : Buffer.from(value, "base64").toString("latin1");
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // What the library says of it might quote it.
  }
  throw new GitHubFailure(
    "token",
    value === "" ? `\`${variable}\` holds no key` : `\`${variable}\` holds no RSA private key that can be read`,
    "put the GitHub App's private key into it, as GitHub gave it (PEM)",
  );
}
