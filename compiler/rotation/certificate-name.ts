import { fingerprintText } from "../certificates/fingerprint-text.ts";
import type { LiveItem } from "./live.ts";

/** What a certificate is called for a reader: its file, or its subject and the begin of its fingerprint, since subjects are often kept. */
export function certificateName({ written, certificate }: Pick<LiveItem, "written" | "certificate">): string {
  return written?.file ?? `${certificate.subject} (sha256 ${fingerprintText(certificate.fingerprint.slice(0, 8))}…)`;
}

/** `a`, or `a` and `b`. */
export function certificateNames(items: readonly Pick<LiveItem, "written" | "certificate">[]): string {
  return items.map((item) => `\`${certificateName(item)}\``).join(" and ");
}
