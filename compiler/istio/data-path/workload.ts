import { type Identity, principalsOf } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import { type Asked, authorize } from "./authorization.ts";
import { isTrusted } from "./certificate-trust.ts";
import type { WorkloadEnd } from "./endpoints.ts";
import { type ClientHello, type Connection, type Flight, fail, finish, isDown, leave, leaveFor, refuse, stepped } from "./flight.ts";
import { refusedServer } from "./handshake.ts";
import { normalized } from "./request-path.ts";
import { type SourceProxy, workloadIdentity } from "./source-proxy.ts";

/** A connection arrives at the pods of a service: the call ends there, one way or another. */
export function reachWorkload(
  flight: Flight,
  { mesh, facts, pods, labels }: WorkloadEnd,
  connection: Connection,
  from: SourceProxy | undefined,
): readonly never[] {
  const service = `${facts.name}.${facts.namespace}`;
  if (!mesh.configured) return leaveFor(flight, mesh.facts.name);
  if (isDown(flight, mesh, service)) return fail(flight, `${service} of ${mesh.facts.name} does not answer`);
  const port = pods.targetPort ?? facts.port;
  const refused = proven(
    flight,
    mesh,
    connection.tls,
    pods.accounts.map((account) => workloadIdentity(mesh, facts.namespace, account)),
  );
  if (refused !== undefined) return fail(flight, refused);
  const http = facts.protocol !== "tcp";
  const path = http && connection.request ? normalized(connection.request.path, mesh.facts.pathNormalization ?? "BASE") : undefined;
  if (http && path === undefined) return fail(flight, `${service} expects HTTP`);
  const client = connection.tls?.certificate;
  const request = http && connection.request && path !== undefined ? { ...connection.request, path } : undefined;
  const visited: Asked = {
    principals: client ? principalsOf(client) : [],
    sni: connection.tls?.sni,
    port,
    request: client ? request : undefined,
  };
  const decision = authorize(mesh.policies.of(facts.namespace, labels), visited);
  const deny = (why: string) => (http && client ? refuse(flight, 403, why, decision.by) : fail(flight, why, decision.by));
  // Policies of its own let others in where everything is denied by default.
  const others = from?.mesh === mesh && !from.gateway && pods.defaultDeny;
  if (others && decision.action !== "DENY" && !(decision.allowed && decision.action === "ALLOW")) {
    return leave(flight, `policies of ${mesh.facts.name} decide who else reaches ${service}`);
  }
  if (!decision.allowed) return deny(`policies on the pods of ${service} deny it`);
  if (pods.defaultDeny && decision.action === undefined) return deny(`nothing allows it where ${service} denies what is not allowed`);
  if (!client) return leave(flight, `whether callers without identity get in is the mesh's own to say in ${mesh.facts.name}`);
  const by = decision.by ? [decision.by] : [];
  const there = stepped(flight, () => ({ cluster: mesh.facts.name, at: "workload", what: `${service} gets the call`, by }));
  return finish(there, { kind: "reached", cluster: mesh.facts.name, service, port: facts.port, labels });
}

/** Why client and server do not come to terms. A client without a certificate may still get in, where the mesh is permissive. */
export function proven({ meshes }: Flight, mesh: Mesh, tls: ClientHello | undefined, servers: readonly Identity[]): string | undefined {
  if (!tls) return undefined;
  const { certificate, trust } = tls;
  if (certificate) {
    if (!isTrusted(certificate, mesh.trust, meshes.roots))
      return "the workload does not trust who signed the caller's certificate, or not for this name";
    if (!ofTrustDomain(certificate, mesh.trustDomains)) return "the workload does not accept the caller's trust domain";
  }
  if (!trust || (trust.store === mesh.trust && !trust.subjectAltNames)) return undefined;
  if (servers.length === 0) return trust.subjectAltNames ? "it is not known under which names the service answers" : undefined;
  return servers.map((server) => refusedServer(trust, server, meshes.roots)).find((problem) => problem !== undefined);
}

/** Sidecars accept only names that begin with a trust domain they know; Envoy compares names of every kind. */
function ofTrustDomain({ uris, dns }: Identity, domains: readonly string[]): boolean {
  return domains.some((domain) => [...uris, ...dns].some((name) => name.startsWith(`spiffe://${domain}/`)));
}
