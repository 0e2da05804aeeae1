import type { Labels } from "../../1-load/federation-file.ts";
import type { PodAt } from "../call.ts";
import type { Mesh } from "../objects/mesh.ts";
import { selects } from "../objects/selects.ts";
import { ConnectionPolicies, type Decision } from "./authorization.ts";
import type { WorkloadEnd } from "./endpoints.ts";
import {
  type ClientHello,
  type Connection,
  type Flight,
  fail,
  finish,
  isDown,
  leave,
  leaveFor,
  refuse,
  type WorkloadAdmission,
} from "./flight.ts";
import { asImpostor, sidecarProblem } from "./handshake.ts";
import { normalizationIn } from "./request-path.ts";
import { type SourceProxy, workloadIdentity } from "./source-proxy.ts";

/** A connection arrives at the pods of a service. The call ends there in every case. */
export function reachWorkload(
  flight: Flight,
  end: WorkloadEnd,
  { tls, host }: Connection,
  from: SourceProxy | undefined,
): readonly never[] {
  const { mesh, facts } = end;
  const cluster = mesh.facts.name;
  const service = `${facts.name}.${facts.namespace}`;
  if (!mesh.configured) return leaveFor(flight, cluster);
  if (isDown(flight, mesh, service)) return fail(flight, `${service} of ${cluster} does not answer`);
  const { problem, admitsImpostor, policies } = admissionTo(flight, end, tls);
  if (problem !== undefined) return fail(flight, problem);
  const judge = (part: Flight, decision: Decision) => answer(part, end, tls, from, decision, admitsImpostor);
  if (facts.protocol === "tcp") return judge(flight, policies.decideBytes());
  if (!flight.requests) return fail(flight, `${service} expects HTTP`);
  const { accepted, refused } = flight.requests.asRead(normalizationIn(mesh.facts));
  if (refused) refuse(flight.with(refused), 400, `${service} refuses such a path`);
  if (!accepted) return nothing;
  // Without a certificate of the caller, policies see no HTTP.
  if (!tls?.certificate) return judge(flight.with(accepted), policies.decideBytes());
  const { division, decisions, otherwise } = policies.rulesFor(host);
  for (const { group, requests } of accepted.dividedBy(division)) judge(flight.with(requests), decisions[group] ?? otherwise);
  return nothing;
}

const nothing: readonly never[] = [];

/** The end of calls about which the policies of a workload have decided. */
function answer(
  flight: Flight,
  { mesh, facts, pods, labels }: WorkloadEnd,
  tls: ClientHello | undefined,
  from: SourceProxy | undefined,
  { allowed, action, by }: Decision,
  admitsImpostor: boolean,
): readonly never[] {
  const cluster = mesh.facts.name;
  const service = `${facts.name}.${facts.namespace}`;
  const isHttp = facts.protocol !== "tcp";
  const deny = (why: string) => (isHttp && tls?.certificate ? refuse(flight, 403, why, by) : fail(flight, why, by));
  // If everything is denied by default, policies that are not given let local callers in.
  const isLocal = from?.mesh === mesh && !from.gateway;
  if (isLocal && pods.defaultDeny && (action === undefined || (action === "ALLOW" && !allowed)))
    return leave(flight, `policies of ${cluster} decide who else reaches ${service}`);
  if (!allowed) return deny(`policies on the pods of ${service} deny it`);
  if (pods.defaultDeny && action === undefined) return deny(`nothing allows it where ${service} denies what is not allowed`);
  if (!tls?.certificate) return leave(flight, `whether callers without identity get in is the mesh's own to say in ${cluster}`);
  const believed = admitsImpostor ? flight : flight.assured();
  const there = believed.stepped(() => ({ cluster, at: "workload", what: `${service} gets the call`, by: by ? [by] : [] }));
  return finish(there, { kind: "reached", cluster, service, port: facts.port, labels });
}

/** What the sidecar of a service makes of a connection, worked out once for all its requests. */
function admissionTo({ journey: { meshes } }: Flight, end: WorkloadEnd, hello: ClientHello | undefined): WorkloadAdmission {
  for (const known of hello?.atWorkloads ?? []) if (known.at === end) return known;
  const { mesh, facts, pods, labels } = end;
  const servers = pods.accounts.map((account) => workloadIdentity(mesh, facts.namespace, account));
  const problemWith = (identities: typeof servers) => hello && sidecarProblem(hello, mesh, identities, meshes.roots);
  const admission: WorkloadAdmission = {
    at: end,
    problem: problemWith(servers),
    admitsImpostor: problemWith(servers.map(asImpostor)) === undefined,
    policies: policiesFor(mesh, facts.namespace, labels, hello, pods.targetPort ?? facts.port),
  };
  hello?.atWorkloads.push(admission);
  return admission;
}

/** A pod that is dialled by its address. */
interface DialledPod extends PodAt {
  readonly port: number;
  /** The service that it serves at this port; undefined if none is known to be there. */
  readonly serves: WorkloadEnd | undefined;
  /** Whether a Service is known to name the port. Envoy takes any other port for bytes. */
  readonly isNamed: boolean;
}

export function dialledPod(mesh: Mesh, at: PodAt, port: number): DialledPod {
  const { namespace, labels } = at;
  const [served] = mesh.facts.services
    .filter((facts) => facts.namespace === namespace)
    .flatMap((facts) => facts.pods.map((pods) => ({ facts, pods, size: Object.keys(pods.labels).length })))
    .filter(({ facts, pods, size }) => size > 0 && selects(pods.labels, labels) && (pods.targetPort ?? facts.port) === port)
    // The pods with most labels are described most exactly.
    .sort((a, b) => b.size - a.size);
  const isNamed = mesh.facts.services.some((facts) => facts.pods.some((pods) => (pods.targetPort ?? facts.port) === port));
  return { ...at, port, serves: served && { kind: "workload", mesh, facts: served.facts, pods: served.pods, labels }, isNamed };
}

/** A connection arrives at a pod by its address: of a service that is known, or of none. */
export function reachPod(
  flight: Flight,
  mesh: Mesh,
  { namespace, labels, port, serves, isNamed }: DialledPod,
  connection: Connection,
): readonly never[] {
  if (serves) return reachWorkload(flight, serves, connection, undefined);
  if (!mesh.configured) return leaveFor(flight, mesh.facts.name);
  const { tls, host } = connection;
  const problem = tls && sidecarProblem(tls, mesh, [], flight.journey.meshes.roots);
  if (problem !== undefined) return fail(flight, problem);
  const policies = policiesFor(mesh, namespace, labels, tls, port);
  const judge = (part: Flight, { allowed, by }: Decision, status: 403 | "none") =>
    allowed ? leave(part, "no policy refuses it") : refuse(part, status, "policies on the pods deny it", by);
  const read = isNamed && tls?.certificate ? flight.requests?.asRead(normalizationIn(mesh.facts)) : undefined;
  if (!read) return judge(flight, policies.decideBytes(), "none");
  if (read.refused) judge(flight.with(read.refused), policies.decideBytes(), "none");
  const { division, decisions, otherwise } = policies.rulesFor(host);
  for (const { group, requests } of read.accepted?.dividedBy(division) ?? nothing)
    judge(flight.with(requests), decisions[group] ?? otherwise, 403);
  return nothing;
}

function policiesFor(mesh: Mesh, namespace: string, labels: Labels, hello: ClientHello | undefined, port: number): ConnectionPolicies {
  const { principals = [], sni } = hello ?? {};
  return new ConnectionPolicies(mesh.policies.of(namespace, labels), { principals, sni, port });
}
