import type { Certificate } from "../../certificates/certificate.ts";
import type { Identity } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { TrustStore } from "../objects/trust-store.ts";
import type { World } from "../world.ts";
import type { ClientHello } from "./flight.ts";

type Roots = World["roots"];

/** A server that requires a certificate. */
export interface GatewayServer {
  readonly identity: Identity;
  readonly trust: TrustStore;
  /** The names that it accepts; undefined for every name. */
  readonly subjectAltNames: readonly string[] | undefined;
}

/** Another server whose certificate the same root signed. */
export function impostorOf<Named extends { readonly identity: Identity }>(server: Named): Named {
  return { ...server, identity: asImpostor(server.identity) };
}

/** Another identity of the same root. */
export function asImpostor(identity: Identity): Identity {
  return { ...identity, uris: identity.uris.map((uri) => `${uri}-impostor`) };
}

/** Why a handshake with a server that requires a certificate fails, in one sentence. Undefined if it succeeds. */
export function handshakeProblem({ certificate, trust }: ClientHello, server: GatewayServer, roots: Roots): string | undefined {
  if (!certificate) return "the client shows no certificate";
  if (!isTrusted(certificate, server.trust, roots))
    return "the server does not trust who signed the client's certificate, or not for this name";
  if (server.subjectAltNames && !bearsOneOf(certificate, server.subjectAltNames))
    return "the server expects another name in the client's certificate";
  return trust && serverProblem(trust, server.identity, roots);
}

/**
 * The same with a workload's sidecar, whose service may run under several identities. It also lets clients without a certificate in, if its
 * mode is permissive (https://istio.io/latest/docs/concepts/security/#permissive-mode).
 */
export function sidecarProblem(
  { certificate, trust }: ClientHello,
  mesh: Mesh,
  servers: readonly Identity[],
  roots: Roots,
): string | undefined {
  if (certificate && !isTrusted(certificate, mesh.trust, roots))
    return "the workload does not trust who signed the caller's certificate, or not for this name";
  if (certificate && !isOfTrustDomain(certificate, mesh.trustDomains)) return "the workload does not accept the caller's trust domain";
  if (!trust || (trust.store === mesh.trust && !trust.subjectAltNames)) return undefined;
  if (servers.length === 0) return trust.subjectAltNames && "it is not known under which names the service answers";
  return servers.map((server) => serverProblem(trust, server, roots)).find((problem) => problem !== undefined);
}

function serverProblem(trust: NonNullable<ClientHello["trust"]>, server: Identity, roots: Roots): string | undefined {
  if (!isTrusted(server, trust.store, roots)) return "the client does not trust who signed the server's certificate, or not for this name";
  if (trust.subjectAltNames && !bearsOneOf(server, trust.subjectAltNames))
    return "the client expects another name in the server's certificate";
  return undefined;
}

/** Envoy compares an expected identity with alternative names of every kind. */
function bearsOneOf({ uris, dns }: Identity, expected: readonly string[]): boolean {
  return expected.some((name) => uris.includes(name) || dns.includes(name));
}

/** Sidecars accept only names that begin with a trust domain that they know. Envoy compares names of every kind. */
function isOfTrustDomain({ uris, dns }: Identity, domains: readonly string[]): boolean {
  return domains.some((domain) => [...uris, ...dns].some((name) => name.startsWith(`spiffe://${domain}/`)));
}

/**
 * Whether a certificate chains to one of these anchors, and the anchor permits all its names.
 * During a rotation a root is several certificates, any of which may have signed.
 */
function isTrusted(identity: Identity, store: TrustStore, roots: Roots): boolean {
  const certificates = roots.get(identity.root);
  if (!certificates) return store.trustsUnknown(identity.root);
  return certificates.some((root) => {
    const anchor = store.anchorOf(root);
    return anchor !== undefined && permits(anchor, identity) && permits(root, identity);
  });
}

/** RFC 5280, 4.2.1.10, as openssl checks it: without a constraint of its kind, a name is permitted. */
function permits({ nameConstraints }: Certificate, { uris, dns, emails = [] }: Identity): boolean {
  if (!nameConstraints) return true;
  const { permitted, excluded } = nameConstraints;
  const within = (kind: "uri" | "dns" | "email", names: readonly string[]) =>
    names.every((name) => {
      const covers = (base: string) => coverings[kind](base.toLowerCase(), name.toLowerCase());
      return (permitted[kind].length === 0 || permitted[kind].some(covers)) && !excluded[kind].some(covers);
    });
  const hosts = uris.flatMap((uri) => /^[^:]+:\/\/([^/:]+)/.exec(uri)?.[1] ?? []);
  // A URI without a host cannot be checked, so openssl refuses it.
  if (hosts.length < uris.length && permitted.uri.length + excluded.uri.length > 0) return false;
  return within("uri", hosts) && within("dns", dns) && within("email", emails);
}

/** Whether a constraint covers a name, by kind. */
const coverings = {
  /** A host; with a dot in front all below it. */
  uri: (base: string, host: string) => (base.startsWith(".") ? host.length > base.length && host.endsWith(base) : host === base),
  /** A domain and all below it. */
  dns: (base: string, name: string) => base === "" || name === base || name.endsWith(base.startsWith(".") ? base : `.${base}`),
  /** A whole address, a host, or with a dot in front all below it. */
  email: (base: string, name: string) =>
    base.startsWith(".") ? name.endsWith(base) : name === base || name.slice(name.lastIndexOf("@") + 1) === base,
};
