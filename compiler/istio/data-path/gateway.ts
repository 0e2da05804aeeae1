import type { Chain } from "../objects/filter-chains.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { Server } from "../objects/read-gateway.ts";
import type { VirtualHosts } from "../objects/virtual-hosts.ts";
import type { Hop, ObjectName } from "../verdict.ts";
import { ConnectionPolicies } from "./authorization.ts";
import {
  type ClientHello,
  type Connection,
  type Flight,
  type ForwardedCall,
  fail,
  failHandshake,
  type GatewayAdmission,
  isDown,
  leaveFor,
  refuse,
  sendTo,
} from "./flight.ts";
import { type GatewayServer, handshakeProblem, impostorOf } from "./handshake.ts";
import { divideByRoutes, sendBy } from "./http-routes.ts";
import { normalizationIn } from "./request-path.ts";
import { gatewayProxy } from "./source-proxy.ts";

/** How a gateway handles connections. Returns the calls that go on; empty if they end here. */
export function passGateway(flight: Flight, mesh: Mesh, pods: GatewayPods, port: number, connection: Connection): readonly ForwardedCall[] {
  if (!mesh.configured) return leaveFor(flight, mesh.facts.name);
  if (isDown(flight, mesh, pods.kind)) return fail(flight, `${shownGateway(mesh, pods)} does not answer`);
  if (!pods.running) return fail(flight, `${shownGateway(mesh, pods)} has no pods`);
  const { tls } = connection;
  if (!tls) return failHandshake(flight, "the gateway expects TLS");
  const admission = admissionTo(flight, mesh, pods, port, tls);
  const { chain, problem, admitsImpostor } = admission;
  if (!chain) return failHandshake(flight, `${shownGateway(mesh, pods)} serves nothing under \`${tls.sni ?? ""}\``);
  const { server, hosts } = chain;
  const passes = server.mode === "PASSTHROUGH";
  const arrived = flight.firstGateway ? flight : flight.arrivedAt({ mesh, admission, sni: tls.sni, host: connection.host });
  const here = arrived.stepped(() => {
    return hop(mesh, pods, `\`${tls.sni ?? ""}\` is served, ${passes ? "TLS passes through" : "TLS ends here"}`, server.name);
  });
  if (problem !== undefined) return failHandshake(here, problem, server.name);
  const believed = admitsImpostor ? here : here.assured();
  return hosts
    ? passHttp(believed, mesh, pods, server.port, hosts, admission, connection.host)
    : passBytes(believed, mesh, pods, chain, admission, connection);
}

function passBytes(
  here: Flight,
  mesh: Mesh,
  pods: GatewayPods,
  { server, route }: Chain,
  { policies }: GatewayAdmission,
  connection: Connection,
): readonly ForwardedCall[] {
  const { allowed, by } = policies.decideBytes();
  if (!allowed) return fail(here, `${shownGateway(mesh, pods)} denies it`, by);
  const inside = server.mode === "PASSTHROUGH" ? connection : { tls: undefined, host: connection.host };
  const onward = here.stepped(() => hop(mesh, pods, "the call is allowed", by));
  return sendTo(route?.destinations ?? [], onward, gatewayProxy(mesh, pods), route?.name, () => inside);
}

function passHttp(
  here: Flight,
  mesh: Mesh,
  pods: GatewayPods,
  serverPort: number,
  hosts: VirtualHosts,
  { policies }: GatewayAdmission,
  host: string,
): readonly ForwardedCall[] {
  if (!here.requests) return fail(here, "the gateway expects HTTP");
  const { accepted, refused } = here.requests.asRead(normalizationIn(mesh.facts));
  if (refused) refuse(here.with(refused), 400, `${shownGateway(mesh, pods)} refuses such a path`);
  if (!accepted) return [];
  const source = gatewayProxy(mesh, pods);
  const { division, decisions, otherwise } = policies.rulesFor(host);
  const onward: ForwardedCall[] = [];
  for (const { group, requests } of accepted.dividedBy(division)) {
    const { allowed, by } = decisions[group] ?? otherwise;
    if (!allowed) {
      refuse(here.with(requests), 403, `${shownGateway(mesh, pods)} denies it`, by);
      continue;
    }
    const { taken, untaken } = divideByRoutes(hosts.find(host), source, serverPort, host, requests);
    if (untaken) refuse(here.with(untaken), 404, `no route of ${shownGateway(mesh, pods)} takes it`);
    for (const one of taken) {
      const { name, refuses } = one.route;
      if (refuses) refuse(here.with(one.requests), 404, `${shownGateway(mesh, pods)} refuses such a path`, name);
      else {
        const allowedCall = here.stepped(() => hop(mesh, pods, "the call is allowed", by));
        for (const sent of sendBy(one, allowedCall, source, host, true)) onward.push(sent);
      }
    }
  }
  return onward;
}

function shownGateway({ facts }: Mesh, { kind }: GatewayPods): string {
  return `the ${kind} gateway of ${facts.name}`;
}

function hop({ facts }: Mesh, { kind }: GatewayPods, what: string, by: ObjectName | undefined): Hop {
  return { cluster: facts.name, at: kind, what, by: by ? [by] : [] };
}

/** What a gateway makes of a connection, worked out once for all its requests. */
function admissionTo({ journey: { meshes } }: Flight, mesh: Mesh, pods: GatewayPods, port: number, hello: ClientHello): GatewayAdmission {
  for (const known of hello.atGateways) if (known.pods === pods && known.port === port) return known;
  const chain = pods.chainFor(port, hello.sni);
  const passes = chain?.server.mode === "PASSTHROUGH";
  const server = chain && !passes ? tlsServer(mesh, pods, chain.server) : undefined;
  const problemWith = (served: GatewayServer) => handshakeProblem(hello, served, meshes.roots);
  const problem = typeof server === "object" ? problemWith(server) : server;
  const admission: GatewayAdmission = {
    pods,
    port,
    chain,
    problem,
    admitsImpostor: !isAbroad(pods, chain) || typeof server !== "object" || problemWith(impostorOf(server)) === undefined,
    policies: new ConnectionPolicies(mesh.policies.of(pods.namespace, pods.labels), {
      principals: passes ? [] : hello.principals,
      sni: hello.sni,
      port,
    }),
  };
  hello.atGateways.push(admission);
  return admission;
}

/** Whether callers of other meshes end TLS there. Within a mesh, nobody passes for the gateway. */
function isAbroad({ kind }: GatewayPods, chain: Chain | undefined): boolean {
  return kind === "ingress" && chain?.server.mode === "MUTUAL";
}

/** The server's side of the handshake, or the reason why there is none, in one sentence. */
export function tlsServer(mesh: Mesh, pods: GatewayPods, { subjectAltNames, mode, credential = "" }: Server): GatewayServer | string {
  const { keyPair } = pods;
  if (mode === "ISTIO_MUTUAL") return { identity: gatewayProxy(mesh, pods).identity, trust: mesh.trust, subjectAltNames };
  if (keyPair?.credential !== credential) return `the gateway has no key pair \`${credential}\``;
  if (!keyPair.forServers) return `the key pair \`${credential}\` is not for servers`;
  return { identity: keyPair.identity, trust: pods.anchors(credential), subjectAltNames };
}
