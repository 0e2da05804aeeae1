import type { Identity } from "../objects/identity.ts";
import type { TrustStore } from "../objects/trust-store.ts";
import { bearsOneOf, isTrusted } from "./certificate-trust.ts";
import type { ClientHello, Roots } from "./flight.ts";

/** Undefined where client and server come to terms; else why not, in one sentence. The server asks for a certificate. */
export function brokenHandshake(
  { certificate, trust }: ClientHello,
  server: { readonly identity: Identity; readonly trust: TrustStore; readonly subjectAltNames: readonly string[] | undefined },
  roots: Roots,
): string | undefined {
  if (!certificate) return "the client shows no certificate";
  if (!isTrusted(certificate, server.trust, roots))
    return "the server does not trust who signed the client's certificate, or not for this name";
  if (server.subjectAltNames && !bearsOneOf(certificate, server.subjectAltNames))
    return "the server expects another name in the client's certificate";
  return trust && refusedServer(trust, server.identity, roots);
}

export function refusedServer(trust: NonNullable<ClientHello["trust"]>, identity: Identity, roots: Roots): string | undefined {
  if (!isTrusted(identity, trust.store, roots))
    return "the client does not trust who signed the server's certificate, or not for this name";
  if (trust.subjectAltNames && !bearsOneOf(identity, trust.subjectAltNames))
    return "the client expects another name in the server's certificate";
  return undefined;
}
