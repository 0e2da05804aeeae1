import type { ObjectName } from "../verdict.ts";
import type { WeightedEndpoint } from "./endpoints.ts";
import { usedEndpoints } from "./failover.ts";
import { type ClientHello, type Connection, type Flight, fail, isDown, leave } from "./flight.ts";
import type { ForwardedCall } from "./forwarded-call.ts";
import { passGateway } from "./gateway.ts";
import type { SourceProxy } from "./source-proxy.ts";
import { type Upstream, upstreamOf } from "./upstream.ts";
import { reachWorkload } from "./workload.ts";

/** More than any call passes: caller, egress, ingress, workload. */
const mostHops = 8;

/** Follows what was sent to its ends. */
export function forward(sent: ForwardedCall, hops = 0): void {
  if (hops > mostHops) fail(sent.flight, "it goes round in circles", sent.by);
  else for (const forwarded of next(sent)) forward(forwarded, hops + 1);
}

/** What goes on from the endpoints that a proxy sends it to. */
function next({ flight, source, destination, by, connection }: ForwardedCall): readonly ForwardedCall[] {
  const { host, port, subset } = destination;
  const upstream = upstreamOf(flight.meshes, source, host, port, subset);
  if (!upstream) return fail(flight, `\`${host}:${port}\`${subset === "" ? "" : `, subset \`${subset}\`,`} is not known there`, by);
  if (flight.visited) for (const { mesh } of upstream.endpoints) if (mesh) flight.visited.add(mesh.facts.name);
  const sent = upstream.tls ? sealed(source, upstream.tls, connection) : connection;
  const blamed = upstream.by[0] ?? by;
  if (typeof sent === "string") return fail(flight, sent, blamed);
  const used = usedEndpoints(upstream, (endpoint) => isAlive(flight, endpoint));
  if (used.length === 0) return fail(flight, `nobody serves \`${host}:${port}\``, blamed);
  return used.flatMap(([endpoint, part]) =>
    arrive(part === 1 ? flight : { ...flight, share: flight.share * part }, endpoint, sent, source, blamed),
  );
}

function arrive(
  flight: Flight,
  endpoint: WeightedEndpoint,
  sent: Connection,
  from: SourceProxy,
  blamed: ObjectName | undefined,
): readonly ForwardedCall[] {
  switch (endpoint.kind) {
    case "nobody":
      return fail(flight, `nobody answers at ${endpoint.address}`, blamed);
    case "outside":
      return leave(flight, `\`${endpoint.host}\` is called outside of the mesh`);
    case "workload":
      return reachWorkload(flight, endpoint, sent, from);
    case "gateway":
      return passGateway(flight, endpoint.mesh, endpoint.pods, endpoint.port, sent);
  }
}

function isAlive(flight: Flight, endpoint: WeightedEndpoint): boolean {
  switch (endpoint.kind) {
    case "gateway":
      return endpoint.pods.running && !isDown(flight, endpoint.mesh, endpoint.pods.kind);
    case "workload":
      return !isDown(flight, endpoint.mesh, `${endpoint.facts.name}.${endpoint.facts.namespace}`);
    case "outside":
      return true;
    case "nobody":
      return false;
  }
}

/** The connection in TLS of the proxy's own; a sentence where that cannot be. */
function sealed(source: SourceProxy, tls: NonNullable<Upstream["tls"]>, connection: Connection): Connection | string {
  if (connection.tls) return "TLS inside TLS, which nobody there expects";
  const { credential, sni, subjectAltNames } = tls;
  const { gateway, mesh, identity } = source;
  if (credential === undefined) {
    return { tls: { sni, certificate: identity, trust: { store: mesh.trust, subjectAltNames } }, request: connection.request };
  }
  // Without a key pair istiod gives the proxy no TLS for it at all.
  if (gateway?.keyPair?.credential !== credential || !gateway.keyPair.forClients)
    return `the proxy has no key pair \`${credential}\` for this`;
  const hello: ClientHello = {
    sni,
    certificate: gateway.keyPair.identity,
    trust: { store: gateway.anchors(credential), subjectAltNames },
  };
  return { tls: hello, request: connection.request };
}
