import type { ObjectName } from "../verdict.ts";
import type { WeightedEndpoint } from "./endpoints.ts";
import { usedEndpoints } from "./failover.ts";
import { passGateway } from "./gateway.ts";
import type { Onward } from "./onward.ts";
import type { Sender } from "./sender.ts";
import { type Upstream, upstreamOf } from "./upstream.ts";
import { type ClientHello, type Connection, fail, isDown, leave, type Way } from "./way.ts";
import { reachWorkload } from "./workload.ts";

/** More than any call passes: caller, egress, ingress, workload. */
const mostHops = 8;

/** Follows what was sent to its ends. */
export function forward(sent: Onward, hops = 0): void {
  if (hops > mostHops) fail(sent.way, "it goes round in circles", sent.by);
  else for (const onward of next(sent)) forward(onward, hops + 1);
}

/** What goes on from the endpoints that a proxy sends it to. */
function next({ way, sender, destination, by, connection }: Onward): readonly Onward[] {
  const { host, port, subset } = destination;
  const upstream = upstreamOf(way.meshes, sender, host, port, subset);
  if (!upstream) return fail(way, `\`${host}:${port}\`${subset === "" ? "" : `, subset \`${subset}\`,`} is not known there`, by);
  if (way.asked) for (const { mesh } of upstream.endpoints) if (mesh) way.asked.add(mesh.facts.name);
  const sent = upstream.tls ? sealed(sender, upstream.tls, connection) : connection;
  const blamed = upstream.by[0] ?? by;
  if (typeof sent === "string") return fail(way, sent, blamed);
  const used = usedEndpoints(upstream, (endpoint) => isAlive(way, endpoint));
  if (used.length === 0) return fail(way, `nobody serves \`${host}:${port}\``, blamed);
  return used.flatMap(([endpoint, part]) => arrive(part === 1 ? way : { ...way, share: way.share * part }, endpoint, sent, sender, blamed));
}

function arrive(way: Way, endpoint: WeightedEndpoint, sent: Connection, from: Sender, blamed: ObjectName | undefined): readonly Onward[] {
  switch (endpoint.kind) {
    case "nobody":
      return fail(way, `nobody answers at ${endpoint.address}`, blamed);
    case "outside":
      return leave(way, `\`${endpoint.host}\` is called outside of the mesh`);
    case "workload":
      return reachWorkload(way, endpoint, sent, from);
    case "gateway":
      return passGateway(way, endpoint.mesh, endpoint.pods, endpoint.port, sent);
  }
}

function isAlive(way: Way, endpoint: WeightedEndpoint): boolean {
  switch (endpoint.kind) {
    case "gateway":
      return endpoint.pods.running && !isDown(way, endpoint.mesh, endpoint.pods.kind);
    case "workload":
      return !isDown(way, endpoint.mesh, `${endpoint.facts.name}.${endpoint.facts.namespace}`);
    case "outside":
      return true;
    case "nobody":
      return false;
  }
}

/** The connection in TLS of the proxy's own; a sentence where that cannot be. */
function sealed(sender: Sender, tls: NonNullable<Upstream["tls"]>, connection: Connection): Connection | string {
  if (connection.tls) return "TLS inside TLS, which nobody there expects";
  const { credential, sni, subjectAltNames } = tls;
  const { gateway, mesh, identity } = sender;
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
