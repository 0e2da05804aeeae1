import type { Chain } from "../objects/filter-chains.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import { principalsOf } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { ObjectName } from "../verdict.ts";
import { authorize } from "./authorization.ts";
import {
  type ClientHello,
  type Connection,
  type Flight,
  fail,
  failHandshake,
  isDown,
  leaveFor,
  type Request,
  refuse,
  stepped,
} from "./flight.ts";
import type { ForwardedCall } from "./forwarded-call.ts";
import { brokenHandshake } from "./handshake.ts";
import { matchOf, rewrittenRequest } from "./http-routes.ts";
import { normalized } from "./request-path.ts";
import { gatewayProxy } from "./source-proxy.ts";

/** A connection arrives at a gateway: what it sends on, and where. Nothing where the call ends here. */
export function passGateway(flight: Flight, mesh: Mesh, pods: GatewayPods, port: number, connection: Connection): readonly ForwardedCall[] {
  if (!mesh.configured) return leaveFor(flight, mesh.facts.name);
  if (isDown(flight, mesh, pods.kind)) return fail(flight, `the ${pods.kind} gateway of ${mesh.facts.name} does not answer`);
  if (!pods.running) return fail(flight, `the ${pods.kind} gateway of ${mesh.facts.name} has no pods`);
  const { tls } = connection;
  if (!tls) return failHandshake(flight, "the gateway expects TLS");
  const chain = pods.chainFor(port, tls.sni);
  if (!chain) return failHandshake(flight, `the ${pods.kind} gateway of ${mesh.facts.name} serves nothing under \`${tls.sni ?? ""}\``);
  const { server } = chain;
  const by = server.name;
  const here = stepped(flight, () => ({
    cluster: mesh.facts.name,
    at: pods.kind,
    what: `\`${tls.sni ?? ""}\` is served, ${server.mode === "PASSTHROUGH" ? "TLS passes through" : "TLS ends here"}`,
    by: [by],
  }));
  const broken = server.mode === "PASSTHROUGH" ? undefined : brokenTls(here, mesh, pods, chain, tls);
  if (broken !== undefined) return failHandshake(here, broken, by);
  const principals = server.mode === "PASSTHROUGH" || !tls.certificate ? [] : principalsOf(tls.certificate);
  const inside: Connection = server.mode === "PASSTHROUGH" ? connection : { tls: undefined, request: connection.request };
  const caller = { principals, sni: tls.sni, port };
  return chain.hosts ? passHttp(here, mesh, pods, chain.hosts, caller, inside.request) : passTcp(here, mesh, pods, chain, caller, inside);
}

interface CallerSeen {
  readonly principals: readonly string[];
  readonly sni: string | undefined;
  readonly port: number;
}

function brokenTls({ meshes }: Flight, mesh: Mesh, pods: GatewayPods, { server }: Chain, hello: ClientHello): string | undefined {
  const { subjectAltNames } = server;
  if (server.mode === "ISTIO_MUTUAL") {
    return brokenHandshake(hello, { identity: gatewayProxy(mesh, pods).identity, trust: mesh.trust, subjectAltNames }, meshes.roots);
  }
  const credential = server.credential ?? "";
  const { keyPair } = pods;
  if (keyPair?.credential !== credential) return `the gateway has no key pair \`${credential}\``;
  if (!keyPair.forServers) return `the key pair \`${credential}\` is not for servers`;
  return brokenHandshake(hello, { identity: keyPair.identity, trust: pods.anchors(credential), subjectAltNames }, meshes.roots);
}

function passTcp(
  flight: Flight,
  mesh: Mesh,
  pods: GatewayPods,
  chain: Chain,
  caller: CallerSeen,
  connection: Connection,
): readonly ForwardedCall[] {
  const decision = authorize(mesh.policies.of(pods.namespace, pods.labels), { ...caller, request: undefined });
  if (!decision.allowed) return fail(flight, `the ${pods.kind} gateway of ${mesh.facts.name} denies it`, decision.by);
  const { tcp } = chain;
  if (!tcp) return fail(flight, "no route leads on", chain.server.name);
  const by = tcp.route.name;
  return tcp.route.destinations.map((destination) => ({
    flight: share(allowedHere(flight, mesh, pods, decision.by), destination.weight),
    source: gatewayProxy(mesh, pods),
    destination,
    by,
    connection,
  }));
}

function passHttp(
  flight: Flight,
  mesh: Mesh,
  pods: GatewayPods,
  hosts: NonNullable<Chain["hosts"]>,
  caller: CallerSeen,
  raw: Request | undefined,
): readonly ForwardedCall[] {
  const path = raw && normalized(raw.path, mesh.facts.pathNormalization ?? "BASE");
  if (!raw || path === undefined) return fail(flight, "the gateway expects HTTP");
  const request = path === raw.path ? raw : { ...raw, path };
  const decision = authorize(mesh.policies.of(pods.namespace, pods.labels), { ...caller, request });
  if (!decision.allowed) return refuse(flight, 403, `the ${pods.kind} gateway of ${mesh.facts.name} denies it`, decision.by);
  const context = { port: caller.port, namespace: pods.namespace, labels: pods.labels };
  for (const { route } of hosts.find(request.host) ?? []) {
    const match = matchOf(route, context, request);
    if (!match) continue;
    if (route.refuses) return refuse(flight, 404, `the ${pods.kind} gateway of ${mesh.facts.name} refuses such a path`, route.name);
    const allowed = { ...allowedHere(flight, mesh, pods, decision.by), answered: true };
    return route.destinations.map((destination) => ({
      flight: share(allowed, destination.weight),
      source: gatewayProxy(mesh, pods),
      destination,
      by: route.name,
      connection: { tls: undefined, request: rewrittenRequest(request, route, match, destination.authority) },
    }));
  }
  return refuse(flight, 404, `no route of the ${pods.kind} gateway of ${mesh.facts.name} takes it`);
}

function allowedHere(flight: Flight, mesh: Mesh, pods: GatewayPods, by: ObjectName | undefined): Flight {
  return stepped(flight, () => ({ cluster: mesh.facts.name, at: pods.kind, what: "the call is allowed", by: by ? [by] : [] }));
}

function share(flight: Flight, weight: number): Flight {
  return weight === 100 ? flight : { ...flight, share: (flight.share * weight) / 100 };
}
