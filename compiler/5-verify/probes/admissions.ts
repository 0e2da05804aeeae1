import type { AssertedRequests } from "../../2-resolve/asserted-requests.ts";
import type { Cluster, Exposure } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import type { Meshes } from "../../istio/data-path/meshes.ts";
import { principalsOf } from "../../istio/objects/identity.ts";
import type { Mesh } from "../../istio/objects/mesh.ts";
import type { AuthorizationRule, Operation } from "../../istio/objects/read-authorization-policy.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { ownCertificate, type ServerAddress } from "./at-gateways.ts";
import { request } from "./requests.ts";

/** A rule of an exposer's policies that may let a consumer call an exposure, as far as the rule alone tells. */
export interface Admission {
  readonly consumer: Cluster;
  readonly exposure: Exposure;
  /** Undefined for every request. */
  readonly operation: Operation | undefined;
  /** The names of the exposure at the ingress gateway; undefined in mode workloads, where the pods' own policies decide. */
  readonly address: ServerAddress | undefined;
}

/**
 * Reads from the objects who may get past the policies of each exposer, whether the file grants it or not. No other call of the federation
 * arrives, so that an assertion about thousands of pairs asks only the few that these leave.
 */
export function* admissionsIn(facts: FederationFacts, meshes: Meshes): Generator<Admission> {
  const { clusters, modeOf } = facts.federation;
  for (const exposer of clusters.values()) {
    const mesh = meshes.clusters.get(exposer.name);
    const own = facts.locals.exposed(exposer).filter(({ active }) => active);
    if (!mesh?.configured || own.length === 0) continue;
    for (const consumer of clusters.values()) {
      if (consumer === exposer) continue;
      if (modeOf(consumer, exposer) === "workloads") yield* atWorkloads(consumer, own, mesh);
      else yield* atIngress(facts, consumer, own, mesh, meshes.clusters.get(consumer.name));
    }
  }
}

/** Requests that an assertion is about and that an operation lets through. Paths are those of the service, without the path before them. */
export function requestsWithin(
  { methods, paths }: AssertedRequests,
  operation: Operation | undefined,
  under = "/",
): readonly HttpRequest[] {
  const allowed = { methods: operation?.methods, paths: operation?.paths };
  const sentMethods = methods?.filter((method) => allowed.methods?.matches(method) ?? true) ?? [allowed.methods?.example("") ?? "GET"];
  const sentPaths = (paths ?? ["/*"]).flatMap((path) => {
    const whole = `${under}${path.slice(1)}`;
    if (!whole.endsWith("/*")) return (allowed.paths?.matches(whole) ?? true) ? [path] : [];
    const start = whole.slice(0, -1);
    const example = allowed.paths ? allowed.paths.example(start) : `${start}probe`;
    return example === undefined ? [] : [`/${example.slice(under.length)}`];
  });
  return sentMethods.flatMap((method) => sentPaths.map((path) => request(method, path)));
}

function* atIngress(
  { names }: FederationFacts,
  consumer: Cluster,
  exposures: readonly Exposure[],
  mesh: Mesh,
  consumersMesh: Mesh | undefined,
): Generator<Admission> {
  const { namespace, labels } = mesh.gateways.ingress;
  const { allow, firstAllow } = mesh.policies.of(namespace, labels);
  const shown = consumersMesh?.gateways.egress.keyPair;
  const principals = [ownCertificate(consumer), ...(shown ? [shown.identity] : [])].flatMap(principalsOf);
  const rules = firstAllow ? allow.about([...new Set(principals)]) : [undefined];
  if (rules.length === 0) return;
  for (const exposure of exposures) {
    const { service, cluster, path: under = "/" } = exposure;
    const host = names.service(service, consumer, cluster);
    const own = { sni: service.protocol === "tcp" ? host : names.pair(consumer, cluster), host, under };
    const group = names.group(service, consumer);
    // A service with one exposer has no failover.
    const addresses = service.exposures.length > 1 ? [own, { sni: group, host: group, under: "/" }] : [own];
    for (const address of addresses)
      for (const rule of rules) for (const operation of operationsFor(address, rule)) yield { consumer, exposure, operation, address };
  }
}

function* atWorkloads(consumer: Cluster, exposures: readonly Exposure[], mesh: Mesh): Generator<Admission> {
  for (const exposure of exposures) {
    const { local, port } = exposure;
    for (const { labels } of mesh.services.get(local.fqdn)?.facts.get(port)?.pods ?? []) {
      const { allow, firstAllow } = mesh.policies.of(local.namespace, labels);
      const rules = firstAllow ? allow.all.filter((rule) => comesFrom(rule, `${consumer.trustDomain}/`)) : [undefined];
      for (const rule of rules)
        for (const operation of rule?.to ?? [undefined]) yield { consumer, exposure, operation, address: undefined };
    }
  }
}

/** Whether a rule may match a principal that begins so. */
function comesFrom({ from }: AuthorizationRule, start: string): boolean {
  return !from || from.some(({ principals }) => !principals || principals.example(start) !== undefined);
}

/** The operations of a rule under an address; all if there is no rule. Whatever else the rule says may still refuse a call. */
function operationsFor({ sni, host }: ServerAddress, rule: AuthorizationRule | undefined): readonly (Operation | undefined)[] {
  if (!rule) return [undefined];
  if (!rule.when.every(({ values }) => values?.matches(sni) ?? true)) return [];
  return rule.to?.filter(({ hosts }) => hosts?.matches(host.toLowerCase()) ?? true) ?? [undefined];
}
