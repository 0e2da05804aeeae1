import type { Labels } from "../../1-load/federation-file.ts";
import type { HttpRequest, PodAt, Stranger } from "../call.ts";
import { principalsOf } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import { selects } from "../objects/selects.ts";
import { authorize } from "./authorization.ts";
import { passGateway } from "./gateway.ts";
import type { Onward } from "./onward.ts";
import { normalized } from "./request-path.ts";
import { type Connection, fail, leave, leaveFor, refuse, type Way } from "./way.ts";
import { proven, reachWorkload } from "./workload.ts";

/** Somebody's own TLS client dials a gateway or a pod. */
export function callOfStranger(way: Way, mesh: Mesh, from: Stranger, request: HttpRequest | undefined): readonly Onward[] {
  const { at, port, sni, host, certificate } = from;
  const connection: Connection = {
    tls: { sni, certificate, trust: undefined },
    request: request && { method: request.method, path: request.path, headers: request.headers, host },
  };
  if ("gateway" in at) return passGateway(way, mesh, mesh.gateways[at.gateway], port, connection);
  return reachPod(way, mesh, at, port, connection);
}

function reachPod(way: Way, mesh: Mesh, { namespace, labels }: PodAt, port: number, connection: Connection): readonly never[] {
  const [found] = mesh.facts.services
    .filter((facts) => facts.namespace === namespace)
    .flatMap((facts) => facts.pods.map((pods) => ({ facts, pods })))
    .filter(({ facts, pods }) => hasLabels(pods.labels) && selects(pods.labels, labels) && (pods.targetPort ?? facts.port) === port)
    // Of several kinds that it may be one of, the one of which most is said.
    .sort((a, b) => Object.keys(b.pods.labels).length - Object.keys(a.pods.labels).length);
  if (found) return reachWorkload(way, { kind: "workload", mesh, ...found, labels }, connection, undefined);
  if (!mesh.configured) return leaveFor(way, mesh.facts.name);
  const refused = proven(way, mesh, connection.tls, []);
  if (refused !== undefined) return fail(way, refused);
  const client = connection.tls?.certificate;
  const path = connection.request && normalized(connection.request.path, mesh.facts.pathNormalization ?? "BASE");
  const request = client && connection.request && path !== undefined ? { ...connection.request, path } : undefined;
  const decision = authorize(mesh.policies.of(namespace, labels), {
    principals: client ? principalsOf(client) : [],
    sni: connection.tls?.sni,
    port,
    request,
  });
  if (decision.allowed) return leave(way, "nothing of the federation refuses it");
  return refuse(way, request ? 403 : "none", "policies on the pods deny it", decision.by);
}

function hasLabels(labels: Labels): boolean {
  return Object.keys(labels).length > 0;
}
