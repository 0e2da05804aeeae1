import { type KeyObject, verify } from "node:crypto";
import { type DoubleAnswer, failed } from "./double-answers.ts";

/** A GitHub App that the double knows. */
export interface DoubleApp {
  readonly id: string;
  readonly key: KeyObject;
  /** `owner/name` of where it is installed. */
  readonly repositories: readonly string[];
  /** How long its tokens last, in milliseconds. */
  readonly lasting: number;
}

/** What is wrong with the App's proof of who it is. */
export function refusedProof({ id, key }: DoubleApp, proof: string, now: number): DoubleAnswer | undefined {
  const [head = "", claims = "", signature = ""] = proof.split(".");
  const { iat, exp, iss } = JSON.parse(Buffer.from(claims, "base64url").toString() || "{}");
  const seconds = now / 1000;
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url")))
    return failed(401, "A JSON web token could not be decoded");
  if (iss !== id || !(iat <= seconds && exp > seconds && exp - seconds <= 600))
    return failed(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time");
  return undefined;
}
