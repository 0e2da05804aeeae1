import type { Certificate } from "../../certificates/certificate.ts";
import type { Identity } from "../objects/identity.ts";
import type { TrustStore } from "../objects/trust-store.ts";

/**
 * Whether a certificate chains to one of these anchors and all its names lie within what the anchor permits.
 * During a rotation a root is several certificates, any of which may have signed.
 */
export function isTrusted(identity: Identity, store: TrustStore, roots: ReadonlyMap<string, readonly Certificate[]>): boolean {
  const certificates = roots.get(identity.root);
  if (!certificates) return store.trustsUnknown(identity.root);
  return certificates.some((root) => {
    const anchor = store.anchorOf(root);
    return anchor !== undefined && permits(anchor, identity) && permits(root, identity);
  });
}

/** Envoy compares an expected identity with alternative names of every kind. */
export function bearsOneOf(identity: Identity, expected: readonly string[]): boolean {
  return expected.some((name) => identity.uris.includes(name) || identity.dns.includes(name));
}

/** RFC 5280, 4.2.1.10, as openssl checks it: a kind of name that nothing is said of is free. */
function permits({ nameConstraints }: Certificate, { uris, dns, emails = [] }: Identity): boolean {
  if (!nameConstraints) return true;
  const { permitted, excluded } = nameConstraints;
  const within = (names: readonly string[], kind: "uri" | "dns" | "email", covers: (base: string, name: string) => boolean) =>
    names.every(
      (name) =>
        (permitted[kind].length === 0 || permitted[kind].some((base) => covers(base.toLowerCase(), name))) &&
        !excluded[kind].some((base) => covers(base.toLowerCase(), name)),
    );
  const hosts = uris.map(hostOf);
  // A URI without a host cannot be checked, so it is refused.
  if (hosts.includes(undefined) && permitted.uri.length + excluded.uri.length > 0) return false;
  return (
    within(hosts as string[], "uri", coversHost) &&
    within(
      dns.map((name) => name.toLowerCase()),
      "dns",
      coversDomain,
    ) &&
    within(
      emails.map((name) => name.toLowerCase()),
      "email",
      coversMailbox,
    )
  );
}

function hostOf(uri: string): string | undefined {
  return /^[^:]+:\/\/([^/:]+)/.exec(uri)?.[1]?.toLowerCase();
}

function coversHost(base: string, host: string): boolean {
  return base.startsWith(".") ? host.length > base.length && host.endsWith(base) : host === base;
}

/** A whole address, a host, or with a dot in front all below it. */
function coversMailbox(base: string, name: string): boolean {
  if (base.startsWith(".")) return name.endsWith(base);
  return name === base || name.slice(name.lastIndexOf("@") + 1) === base;
}

function coversDomain(base: string, name: string): boolean {
  if (base === "" || name === base) return true;
  return name.endsWith(base.startsWith(".") ? base : `.${base}`);
}
