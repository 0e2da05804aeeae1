import type { Certificate } from "./certificate.ts";

type Kind = "uri" | "dns" | "email";

/** The certificates that an anchor is for. Those of workloads have neither DNS names nor mail addresses. */
export type ConstraintScope = "gateways" | "workloads";

const kinds: Readonly<Record<ConstraintScope, readonly Kind[]>> = { gateways: ["uri", "dns", "email"], workloads: ["uri"] };

/** Whether a root's own name constraints let it sign `name`: as the host of a URI, and for gateways also as a DNS name and a mail host. */
export function permittedBy({ nameConstraints }: Certificate, name: string, scope: ConstraintScope = "gateways"): boolean {
  if (!nameConstraints) return true;
  const { permitted, excluded } = nameConstraints;
  return kinds[scope].every((kind) => {
    const covers = (base: string) => isWithin(kind, base.toLowerCase(), name.toLowerCase());
    return (permitted[kind].length === 0 || permitted[kind].some(covers)) && !excluded[kind].some(covers);
  });
}

/** RFC 5280, 4.2.1.10. A mailbox (`ann@example.com`) covers no host. A leading dot covers subdomains only, in DNS names by custom. */
function isWithin(kind: Kind, base: string, host: string): boolean {
  if (base.startsWith(".")) return host.length > base.length && host.endsWith(base);
  if (host === base) return true;
  return kind === "dns" && (base === "" || host.endsWith(`.${base}`));
}
