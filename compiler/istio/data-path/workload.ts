import type { PodAt } from "../call.ts";
import { principalsOf } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import { selects } from "../objects/selects.ts";
import { authorize } from "./authorization.ts";
import type { WorkloadEnd } from "./endpoints.ts";
import { type Connection, type Flight, fail, finish, isDown, leave, leaveFor, refuse, stepped } from "./flight.ts";
import { sidecarProblem } from "./handshake.ts";
import { requestAsRead } from "./request-path.ts";
import { type SourceProxy, workloadIdentity } from "./source-proxy.ts";

/** A connection arrives at the pods of a service. The call ends there in every case. */
export function reachWorkload(
  flight: Flight,
  { mesh, facts, pods, labels }: WorkloadEnd,
  { tls, request: sent }: Connection,
  from: SourceProxy | undefined,
): readonly never[] {
  const cluster = mesh.facts.name;
  const service = `${facts.name}.${facts.namespace}`;
  if (!mesh.configured) return leaveFor(flight, cluster);
  if (isDown(flight, mesh, service)) return fail(flight, `${service} of ${cluster} does not answer`);
  const servers = pods.accounts.map((account) => workloadIdentity(mesh, facts.namespace, account));
  const problem = tls && sidecarProblem(tls, mesh, servers, flight.meshes.roots);
  if (problem !== undefined) return fail(flight, problem);
  const http = facts.protocol !== "tcp";
  const request = http && sent ? requestAsRead(sent, mesh.facts.pathNormalization) : undefined;
  if (http && !request) return sent ? refuse(flight, 400, `${service} refuses such a path`) : fail(flight, `${service} expects HTTP`);
  const { allowed, action, by } = decide(mesh, facts.namespace, labels, { tls, request }, pods.targetPort ?? facts.port);
  const deny = (why: string) => (http && tls?.certificate ? refuse(flight, 403, why, by) : fail(flight, why, by));
  // If everything is denied by default, policies that are not given let local callers in.
  const isLocal = from?.mesh === mesh && !from.gateway;
  if (isLocal && pods.defaultDeny && (action === undefined || (action === "ALLOW" && !allowed)))
    return leave(flight, `policies of ${cluster} decide who else reaches ${service}`);
  if (!allowed) return deny(`policies on the pods of ${service} deny it`);
  if (pods.defaultDeny && action === undefined) return deny(`nothing allows it where ${service} denies what is not allowed`);
  if (!tls?.certificate) return leave(flight, `whether callers without identity get in is the mesh's own to say in ${cluster}`);
  const there = stepped(flight, () => ({ cluster, at: "workload", what: `${service} gets the call`, by: by ? [by] : [] }));
  return finish(there, { kind: "reached", cluster, service, port: facts.port, labels });
}

/** A connection arrives at a pod by its address: of a service that is known, or of none. */
export function reachPod(flight: Flight, mesh: Mesh, { namespace, labels }: PodAt, port: number, connection: Connection): readonly never[] {
  const [served] = mesh.facts.services
    .filter((facts) => facts.namespace === namespace)
    .flatMap((facts) => facts.pods.map((pods) => ({ facts, pods, size: Object.keys(pods.labels).length })))
    .filter(({ facts, pods, size }) => size > 0 && selects(pods.labels, labels) && (pods.targetPort ?? facts.port) === port)
    // The pods with most labels are described most exactly.
    .sort((a, b) => b.size - a.size);
  if (served)
    return reachWorkload(flight, { kind: "workload", mesh, facts: served.facts, pods: served.pods, labels }, connection, undefined);
  if (!mesh.configured) return leaveFor(flight, mesh.facts.name);
  const { tls, request: sent } = connection;
  const problem = tls && sidecarProblem(tls, mesh, [], flight.meshes.roots);
  if (problem !== undefined) return fail(flight, problem);
  const request = tls?.certificate && sent && requestAsRead(sent, mesh.facts.pathNormalization);
  const { allowed, by } = decide(mesh, namespace, labels, { tls, request }, port);
  if (allowed) return leave(flight, "no policy refuses it");
  return refuse(flight, request ? 403 : "none", "policies on the pods deny it", by);
}

/** What a sidecar's policies make of a connection. Without a certificate of the caller they see no HTTP. */
function decide(mesh: Mesh, namespace: string, labels: WorkloadEnd["labels"], { tls, request }: Connection, port: number) {
  const client = tls?.certificate;
  return authorize(mesh.policies.of(namespace, labels), {
    principals: client ? principalsOf(client) : [],
    sni: tls?.sni,
    port,
    request: client && request,
  });
}
