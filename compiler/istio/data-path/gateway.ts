import type { Chain } from "../objects/filter-chains.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { Server } from "../objects/read-gateway.ts";
import type { ObjectName } from "../verdict.ts";
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
  stepped,
} from "./flight.ts";
import { type GatewayServer, handshakeProblem, impostorOf } from "./handshake.ts";
import { divideByRoutes, sendBy } from "./http-routes.ts";
import { gatewayProxy } from "./source-proxy.ts";

/** How a gateway handles a connection. Returns the calls that go on; empty if the call ends here. */
export function passGateway(flight: Flight, mesh: Mesh, pods: GatewayPods, port: number, connection: Connection): readonly ForwardedCall[] {
  const cluster = mesh.facts.name;
  const gateway = `the ${pods.kind} gateway of ${cluster}`;
  const step = (at: Flight, what: string, by: ObjectName | undefined) =>
    stepped(at, () => ({ cluster, at: pods.kind, what, by: by ? [by] : [] }));
  if (!mesh.configured) return leaveFor(flight, cluster);
  if (isDown(flight, mesh, pods.kind)) return fail(flight, `${gateway} does not answer`);
  if (!pods.running) return fail(flight, `${gateway} has no pods`);
  const { tls } = connection;
  if (!tls) return failHandshake(flight, "the gateway expects TLS");
  const sni = tls.sni ?? "";
  const { chain, problem, admitsImpostor, policies } = admissionTo(flight, mesh, pods, port, tls);
  if (!chain) return failHandshake(flight, `${gateway} serves nothing under \`${sni}\``);
  const { server, hosts, route } = chain;
  const passes = server.mode === "PASSTHROUGH";
  const here = step(flight, `\`${sni}\` is served, ${passes ? "TLS passes through" : "TLS ends here"}`, server.name);
  if (problem !== undefined) return failHandshake(here, problem, server.name);

  const source = gatewayProxy(mesh, pods);
  const believed = admitsImpostor ? here : { ...here, credulous: false };
  if (!hosts) {
    const { allowed, by } = policies.decideBytes();
    if (!allowed) return fail(here, `${gateway} denies it`, by);
    const inside = passes ? connection : { tls: undefined, host: connection.host };
    return sendTo(route?.destinations ?? [], step(believed, "the call is allowed", by), source, route?.name, () => inside);
  }

  if (!here.requests) return fail(here, "the gateway expects HTTP");
  const { accepted, refused } = here.requests.asRead(mesh.facts.pathNormalization);
  if (refused) refuse({ ...here, requests: refused }, 400, `${gateway} refuses such a path`);
  const { host } = connection;
  const onward: ForwardedCall[] = [];
  for (const { decision, requests } of accepted ? policies.decide(host, accepted) : []) {
    const { allowed, by } = decision;
    if (!allowed) {
      refuse({ ...here, requests }, 403, `${gateway} denies it`, by);
      continue;
    }
    const { taken, untaken } = divideByRoutes(hosts.find(host), source, port, host, requests);
    if (untaken) refuse({ ...here, requests: untaken }, 404, `no route of ${gateway} takes it`);
    for (const one of taken) {
      const { name, refuses } = one.route;
      if (refuses) refuse({ ...here, requests: one.requests }, 404, `${gateway} refuses such a path`, name);
      else onward.push(...sendBy(one, { ...step(believed, "the call is allowed", by), answered: true }, source, host));
    }
  }
  return onward;
}

/** What a gateway makes of a connection, worked out once for all its requests. */
function admissionTo({ meshes }: Flight, mesh: Mesh, pods: GatewayPods, port: number, hello: ClientHello): GatewayAdmission {
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
