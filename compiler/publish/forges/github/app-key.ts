import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { Variables } from "../../environment.ts";
import { ForgeFailure } from "../forge.ts";

/** In seconds. GitHub accepts ten minutes at most, and clocks may differ by one. */
const skew = 60;
const lifetime = 540;

/**
 * The proof of a GitHub App's identity: a JSON Web Token, signed by the private key in the environment. The key is read for each proof and
 * not kept, and no part of it goes into a message.
 */
export function appProof(id: string, keyVariable: string, environment: Variables, now: number): string {
  const key = keyIn(keyVariable, environment[keyVariable] ?? "");
  const seconds = Math.floor(now / 1000);
  const parts = [
    { alg: "RS256", typ: "JWT" },
    { iat: seconds - skew, exp: seconds + lifetime, iss: id },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = sign("RSA-SHA256", Buffer.from(parts.join(".")), key).toString("base64url");
  return [...parts, signature].join(".");
}

/** The key is in PEM form. If a variable cannot hold several lines, each break is `\n`, or the whole is in base64. */
function keyIn(variable: string, value: string): KeyObject {
  const text = value.includes("-----BEGIN") ? value.replaceAll("\\n", "\n") : Buffer.from(value, "base64").toString("latin1");
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // The library's message might quote the key.
  }
  throw new ForgeFailure(
    "token",
    value === "" ? `\`${variable}\` holds no key` : `\`${variable}\` holds no RSA private key that can be read`,
    "put the GitHub App's private key into it, as GitHub gave it (PEM)",
  );
}
