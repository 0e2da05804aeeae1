import { getOrMake, getOrMakeAmong } from "../objects/indexed.ts";
import type { ClientTls } from "../objects/read-destination-rule.ts";
import type { ObjectName } from "../verdict.ts";
import { policyFor, ruleFor } from "./destination-rules.ts";
import { endpointsOf, type UpstreamEndpoint } from "./endpoints.ts";
import type { Meshes } from "./meshes.ts";
import { serviceFor } from "./services.ts";
import type { SourceProxy } from "./source-proxy.ts";

/** Envoy's cluster for a host, port and subset. */
export interface Upstream {
  /** Undefined for plain text. */
  readonly tls: UpstreamTls | undefined;
  readonly endpoints: readonly UpstreamEndpoint[];
  /** Whether dead endpoints are found and left out. */
  readonly failsOver: boolean;
  readonly by: readonly ObjectName[];
}

export interface UpstreamTls {
  /** Undefined for Istio's own TLS. */
  readonly credential: string | undefined;
  readonly sni: string;
  readonly subjectAltNames: readonly string[] | undefined;
}

/** By all clusters, since waves combine one `Mesh` with others in many `Meshes`. */
const cache = new WeakMap<Meshes, Map<string, Upstream | undefined>>();

/** The largest number that is kept. Calls of one local name follow one another, so few are used at a time. */
const maxKept = 5000;

/** Undefined if the proxy has no such cluster: it sees no service of this name, or the service has no such port or subset. */
export function upstreamOf(meshes: Meshes, source: SourceProxy, host: string, port: number, subset: string): Upstream | undefined {
  const { mesh, gateway, namespace } = source;
  const find = () => findUpstream(meshes, source, host, port, subset);
  // A rule with a selector makes two pods of one namespace differ.
  if (!gateway && mesh.destinationRules.get(host)?.some(({ workloadSelector }) => workloadSelector)) return find();
  const known = getOrMake(cache, meshes, () => new Map<string, Upstream | undefined>());
  return getOrMakeAmong(maxKept, known, `${mesh.facts.name} ${gateway ? `${gateway.kind}!` : namespace} ${host} ${port} ${subset}`, find);
}

function findUpstream(meshes: Meshes, source: SourceProxy, host: string, port: number, subset: string): Upstream | undefined {
  const target = serviceFor(source.mesh, source.namespace, host);
  if (!target) return undefined;
  const rule = ruleFor(source, target);
  const labels = subset === "" ? {} : rule?.subsets.get(subset)?.labels;
  if (!labels) return undefined;
  const policy = policyFor(rule, port, subset);
  const found = endpointsOf(meshes, source.mesh, target, port, labels, policy?.failoverPriority);
  if (!found) return undefined;
  // A ServiceEntry beside a Service may be about some of its ports only.
  const entryNames = target.entry?.ports.has(port) ? target.entry.subjectAltNames : undefined;
  const ownTls = { credential: undefined, sni: `outbound_.${port}_.${subset}_.${host}`, subjectAltNames: entryNames };
  return {
    tls: policy?.tls ? tlsOf(policy.tls, ownTls) : found.meshTls ? ownTls : undefined,
    endpoints: found.endpoints,
    failsOver: policy?.outlierDetection === true,
    by: [...(rule ? [rule.name] : []), ...(target.entry ? [target.entry.name] : [])],
  };
}

function tlsOf({ mode, credential, sni, subjectAltNames }: ClientTls, ownTls: UpstreamTls): UpstreamTls | undefined {
  if (mode === "DISABLE") return undefined;
  return { credential, sni: sni ?? ownTls.sni, subjectAltNames: subjectAltNames ?? ownTls.subjectAltNames };
}
