import type { Mesh } from "../objects/mesh.ts";
import type { ObjectName } from "../verdict.ts";
import { policyFor, ruleFor } from "./destination-rules.ts";
import { endpointsOf, type WeightedEndpoint } from "./endpoints.ts";
import type { Meshes } from "./meshes.ts";
import { serviceFor } from "./services.ts";
import type { SourceProxy } from "./source-proxy.ts";

/** Where a proxy sends what goes to a host, port and subset. */
export interface Upstream {
  readonly tls: UpstreamTls | undefined;
  readonly endpoints: readonly WeightedEndpoint[];
  /** What is dead is found out, and left out. */
  readonly failsOver: boolean;
  readonly by: readonly ObjectName[];
}

export interface UpstreamTls {
  /** Undefined for Istio's own. */
  readonly credential: string | undefined;
  readonly sni: string;
  readonly subjectAltNames: readonly string[] | undefined;
}

/** By all clusters and the one that sends: the same one may be asked about beside others that are as they are at another time. */
const known = new WeakMap<Meshes, Map<Mesh, Map<string, Upstream | undefined>>>();

/** Undefined where the proxy has no such cluster: no service, port or subset of that name is visible to it. */
export function upstreamOf(meshes: Meshes, source: SourceProxy, host: string, port: number, subset: string): Upstream | undefined {
  const { mesh } = source;
  const selective = !source.gateway && mesh.destinationRules.get(host)?.some(({ workloadSelector }) => workloadSelector);
  if (selective) return findUpstream(meshes, source, host, port, subset);
  const ofMeshes = known.get(meshes) ?? new Map<Mesh, Map<string, Upstream | undefined>>();
  known.set(meshes, ofMeshes);
  const ofMesh = ofMeshes.get(mesh) ?? new Map<string, Upstream | undefined>();
  ofMeshes.set(mesh, ofMesh);
  const key = `${source.gateway ? `${source.gateway.kind}!` : source.namespace} ${host} ${port} ${subset}`;
  const before = ofMesh.get(key);
  if (before || ofMesh.has(key)) return before;
  const upstream = findUpstream(meshes, source, host, port, subset);
  ofMesh.set(key, upstream);
  return upstream;
}

function findUpstream(meshes: Meshes, source: SourceProxy, host: string, port: number, subset: string): Upstream | undefined {
  const target = serviceFor(source.mesh, source.namespace, host);
  if (!target) return undefined;
  const rule = ruleFor(source, target);
  const ofSubset = subset === "" ? undefined : rule?.subsets.get(subset);
  if (subset !== "" && !ofSubset) return undefined;
  const policy = policyFor(rule, port, subset);
  const found = endpointsOf(meshes, source.mesh, target, port, ofSubset?.labels ?? {}, policy?.failoverPriority);
  if (!found) return undefined;
  // An entry for some ports of a Service says nothing of its others.
  const sans = policy?.tls?.subjectAltNames ?? (target.entry?.ports.has(port) ? target.entry.subjectAltNames : undefined);
  const ownSni = `outbound_.${port}_.${subset}_.${host}`;
  const tls = policy?.tls
    ? policy.tls.mode === "DISABLE"
      ? undefined
      : { credential: policy.tls.credential, sni: policy.tls.sni ?? ownSni, subjectAltNames: sans }
    : found.meshTls
      ? { credential: undefined, sni: ownSni, subjectAltNames: sans }
      : undefined;
  return {
    tls,
    endpoints: found.endpoints,
    failsOver: policy?.outlierDetection === true,
    by: [...(rule ? [rule.name] : []), ...(target.entry ? [target.entry.name] : [])],
  };
}
