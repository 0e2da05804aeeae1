import { createHash } from "node:crypto";
import { counted } from "../findings/formats/words.ts";

/** A value of federation.yaml in one line, as it could be written there. */
export function valueText(value: unknown): string {
  if (value === undefined) return "none";
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object") ? value.join(", ") : value.map(flowText).join("; ");
  return typeof value === "object" && value !== null ? flowText(value) : textOf(value);
}

/** Nobody reads a certificate. What it says is in the section about trust, and a digest of all tells them from others: anchors end alike. */
function textOf(value: unknown): string {
  const text = String(value)
    .replace(/\s*\n\s*/g, " ")
    .trim();
  const count = text.split("-----BEGIN CERTIFICATE-----").length - 1;
  if (count === 0) return text;
  const digest = createHash("sha256").update(text).digest("hex");
  return `${counted(count, "certificate")} (digest ${digest.slice(0, 8)})`;
}

function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${flowText(item)}`)
    .join(", ")} }`;
}
