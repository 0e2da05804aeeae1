import { fingerprintText } from "../certificates/fingerprint-text.ts";
import type { LiveItem } from "./live.ts";

/**
 * The name of a certificate for readers: its file, or its subject with the start of its fingerprint, because a new certificate often keeps
 * the subject.
 */
export function certificateName({ written, certificate }: Pick<LiveItem, "written" | "certificate">): string {
  return written?.file ?? `${certificate.subject} (sha256 ${fingerprintText(certificate.fingerprint.slice(0, 8))}…)`;
}

/** `a`, or `a` and `b`. */
export function certificateNames(items: readonly Pick<LiveItem, "written" | "certificate">[]): string {
  return items.map((item) => `\`${certificateName(item)}\``).join(" and ");
}
