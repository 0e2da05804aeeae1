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
  type ForwardedCall,
  fail,
  failHandshake,
  isDown,
  leaveFor,
  refuse,
  sendTo,
  stepped,
} from "./flight.ts";
import { handshakeProblem } from "./handshake.ts";
import { sendBy, takenRoute } from "./http-routes.ts";
import { requestAsRead } from "./request-path.ts";
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
  const chain = pods.chainFor(port, tls.sni);
  if (!chain) return failHandshake(flight, `${gateway} serves nothing under \`${sni}\``);
  const { server, hosts, route } = chain;
  const passes = server.mode === "PASSTHROUGH";
  const here = step(flight, `\`${sni}\` is served, ${passes ? "TLS passes through" : "TLS ends here"}`, server.name);
  const problem = passes ? undefined : tlsProblem(here, mesh, pods, chain, tls);
  if (problem !== undefined) return failHandshake(here, problem, server.name);

  const request = hosts && connection.request && requestAsRead(connection.request, mesh.facts.pathNormalization);
  if (hosts && !request)
    return connection.request ? refuse(here, 400, `${gateway} refuses such a path`) : fail(here, "the gateway expects HTTP");
  const principals = passes || !tls.certificate ? [] : principalsOf(tls.certificate);
  const { allowed, by } = authorize(mesh.policies.of(pods.namespace, pods.labels), { principals, sni: tls.sni, port, request });
  if (!allowed) return request ? refuse(here, 403, `${gateway} denies it`, by) : fail(here, `${gateway} denies it`, by);

  const source = gatewayProxy(mesh, pods);
  const onward = step(here, "the call is allowed", by);
  const inside = passes ? connection : { tls: undefined, request: connection.request };
  if (!request || !hosts) return sendTo(route?.destinations ?? [], onward, source, route?.name, () => inside);
  const routes = hosts.find(request.host)?.map(({ route }) => route) ?? [];
  const taken = takenRoute(routes, source, port, request);
  if (!taken) return refuse(here, 404, `no route of ${gateway} takes it`);
  if (taken.route.refuses) return refuse(here, 404, `${gateway} refuses such a path`, taken.route.name);
  return sendBy(taken, { ...onward, answered: true }, source, request);
}

function tlsProblem({ meshes }: Flight, mesh: Mesh, pods: GatewayPods, { server }: Chain, hello: ClientHello): string | undefined {
  const { subjectAltNames, mode, credential = "" } = server;
  const { keyPair } = pods;
  if (mode === "ISTIO_MUTUAL")
    return handshakeProblem(hello, { identity: gatewayProxy(mesh, pods).identity, trust: mesh.trust, subjectAltNames }, meshes.roots);
  if (keyPair?.credential !== credential) return `the gateway has no key pair \`${credential}\``;
  if (!keyPair.forServers) return `the key pair \`${credential}\` is not for servers`;
  return handshakeProblem(hello, { identity: keyPair.identity, trust: pods.anchors(credential), subjectAltNames }, meshes.roots);
}
