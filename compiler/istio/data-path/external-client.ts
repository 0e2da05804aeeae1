import type { Labels } from "../../1-load/federation-file.ts";
import type { ExternalClient, HttpRequest, PodAt } from "../call.ts";
import { principalsOf } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import { selects } from "../objects/selects.ts";
import { authorize } from "./authorization.ts";
import { type Connection, type Flight, fail, leave, leaveFor, refuse } from "./flight.ts";
import type { ForwardedCall } from "./forwarded-call.ts";
import { passGateway } from "./gateway.ts";
import { normalized } from "./request-path.ts";
import { proven, reachWorkload } from "./workload.ts";

/** Somebody's own TLS client dials a gateway or a pod. */
export function callOfExternalClient(
  flight: Flight,
  mesh: Mesh,
  from: ExternalClient,
  request: HttpRequest | undefined,
): readonly ForwardedCall[] {
  const { at, port, sni, host, certificate } = from;
  const connection: Connection = {
    tls: { sni, certificate, trust: undefined },
    request: request && { method: request.method, path: request.path, headers: request.headers, host },
  };
  if ("gateway" in at) return passGateway(flight, mesh, mesh.gateways[at.gateway], port, connection);
  return reachPod(flight, mesh, at, port, connection);
}

function reachPod(flight: Flight, mesh: Mesh, { namespace, labels }: PodAt, port: number, connection: Connection): readonly never[] {
  const [found] = mesh.facts.services
    .filter((facts) => facts.namespace === namespace)
    .flatMap((facts) => facts.pods.map((pods) => ({ facts, pods })))
    .filter(({ facts, pods }) => hasLabels(pods.labels) && selects(pods.labels, labels) && (pods.targetPort ?? facts.port) === port)
    // Of several kinds that it may be one of, the one of which most is said.
    .sort((a, b) => Object.keys(b.pods.labels).length - Object.keys(a.pods.labels).length);
  if (found) return reachWorkload(flight, { kind: "workload", mesh, ...found, labels }, connection, undefined);
  if (!mesh.configured) return leaveFor(flight, mesh.facts.name);
  const refused = proven(flight, mesh, connection.tls, []);
  if (refused !== undefined) return fail(flight, refused);
  const client = connection.tls?.certificate;
  const path = connection.request && normalized(connection.request.path, mesh.facts.pathNormalization ?? "BASE");
  const request = client && connection.request && path !== undefined ? { ...connection.request, path } : undefined;
  const decision = authorize(mesh.policies.of(namespace, labels), {
    principals: client ? principalsOf(client) : [],
    sni: connection.tls?.sni,
    port,
    request,
  });
  if (decision.allowed) return leave(flight, "nothing of the federation refuses it");
  return refuse(flight, request ? 403 : "none", "policies on the pods deny it", decision.by);
}

function hasLabels(labels: Labels): boolean {
  return Object.keys(labels).length > 0;
}
