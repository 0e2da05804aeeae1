import type { Cluster, Exposure, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import type { ClientCertificate } from "../../istio/call.ts";
import { tlsServer } from "../../istio/data-path/gateway.ts";
import { AllowedCallers } from "../../istio/objects/allowed-callers.ts";
import type { Mesh } from "../../istio/objects/mesh.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { externalProbe, ingressAddresses, ingressProbe, listeningPort, ownCertificate } from "../probes/at-gateways.ts";
import type { Probe } from "../probes/probe.ts";
import { below, firstGranted, request } from "../probes/requests.ts";
import { hostOf, type IdentityOwners } from "./owners.ts";

/** Calls of an ingress gateway by other clusters than those that a server there is for, and with certificates by other roots. */
export function* callsOfOtherClusters(facts: FederationFacts, exposer: Cluster, mesh: Mesh, owners: IdentityOwners): Generator<Probe> {
  const grants = exposer.managed ? facts.grants.inbound(exposer).filter(({ mode }) => mode === "gateways") : [];
  if (grants.length === 0) return;
  yield* withOtherCertificates(facts, mesh, grants, owners);
  yield* byOtherNames(facts, mesh, exposer, grants);
}

/**
 * Each server with the certificates that it may accept: those of clusters whose names it expects, and the name of its own consumer, signed by
 * every root with an anchor that permits the name.
 */
function* withOtherCertificates(facts: FederationFacts, mesh: Mesh, grants: readonly Grant[], owners: IdentityOwners): Generator<Probe> {
  const pods = mesh.gateways.ingress;
  const addresses = new Map(grants.flatMap((grant) => ingressAddresses(facts, grant).map((address) => [address.sni, address] as const)));
  for (const address of addresses.values()) {
    const chain = pods.chainFor(listeningPort, address.sni);
    const server = chain && chain.server.mode !== "PASSTHROUGH" ? tlsServer(mesh, pods, chain.server) : undefined;
    if (typeof server !== "object") continue;
    const { consumer, allow } = address.grant;
    const { egress } = consumer.identity;
    const others = server.subjectAltNames?.flatMap((name) => owners.clusters.get(name) ?? []) ?? facts.federation.clusters.values();
    const rootsOf = (anchors: readonly Certificate[]) => new Set(anchors.flatMap(({ anchorId }) => owners.roots.get(anchorId) ?? []));
    const certificates: readonly ClientCertificate[] = [
      ...[...others].filter((other) => other !== consumer && other.root !== undefined).map(ownCertificate),
      ...[...rootsOf(server.trust.anchorsFor("uri", hostOf(egress)))].map((root) => ({ uris: [egress], dns: [], root })),
      ...[...rootsOf(server.trust.anchorsFor("dns", egress))].map((root) => ({ uris: [], dns: [egress], root })),
    ];
    for (const certificate of certificates)
      if (certificate.root !== consumer.root || certificate.uris[0] !== egress)
        yield ingressProbe(address, certificate, firstGranted(allow));
  }
}

/**
 * Clusters that ask for services which are not granted to them, under the names that the gateway serves. Under all other names there is no
 * TLS for them. Under the name of a pair, the gateway's policies name the hosts of the cluster, and deny all others.
 */
function* byOtherNames(facts: FederationFacts, mesh: Mesh, exposer: Cluster, grants: readonly Grant[]): Generator<Probe> {
  const { federation, names } = facts;
  const { namespace, labels } = mesh.gateways.ingress;
  const allowed = new AllowedCallers(mesh.policies.of(namespace, labels));
  const grantsByExposure = grouped(grants, ({ exposure }) => exposure);
  const exposuresByName = new Map<string, Exposure>();
  const exposuresByService = new Map<string, Exposure>();
  for (const grant of grants) {
    exposuresByService.set(grant.exposure.service.name, grant.exposure);
    for (const name of names.serverNames(grant)) exposuresByName.set(name, grant.exposure);
  }
  const ask = (consumer: Cluster, exposure: Exposure | undefined, sni: string, host: string): Probe => {
    const [grant] = (exposure && grantsByExposure.get(exposure)) ?? [];
    const sent = grant ? below(exposure?.path ?? "/", firstGranted(grant.allow)) : [request("GET", "/")];
    const at = { cluster: exposer.name, gateway: "ingress" } as const;
    return externalProbe(at, listeningPort, { sni, host }, ownCertificate(consumer), sent);
  };
  for (const served of mesh.gateways.ingress.serverNames(listeningPort)) {
    const base = served.replace(/^\*\.?/, "");
    for (const consumer of consumersUnder(facts, exposer, base, served)) {
      if (consumer === exposer || consumer.root === undefined || federation.modeOf(consumer, exposer) === "workloads") continue;
      const pair = names.pair(consumer, exposer);
      const isGranted = (exposure: Exposure) => exposure.allows.some((allow) => allow.consumer === consumer);
      if (facts.grants.between(consumer, exposer).length === 0) {
        const at = { cluster: exposer.name, gateway: "ingress" } as const;
        const sni = base.endsWith(pair) ? base : pair;
        yield externalProbe(at, listeningPort, { sni, host: sni }, ownCertificate(consumer), [request("GET", "/")]);
      }
      const own = base.endsWith(`.${pair}`) ? exposuresByService.get(names.serviceIn(base)) : undefined;
      if (own && !isGranted(own)) yield ask(consumer, own, base, base);
      if (served !== pair) continue;
      const hosts = allowed.namesFor(consumer.identity.egress.replace("spiffe://", ""));
      for (const host of hosts ?? [...exposuresByName.keys(), ...otherHosts(facts, consumer, exposer, grantsByExposure.keys())]) {
        const exposure = exposuresByName.get(host) ?? exposuresByService.get(names.serviceIn(host));
        if (!isOwnName(facts, consumer, exposer, host)) yield ask(consumer, exposure, pair, host);
      }
    }
  }
}

/** Whether a host stands for a service that is granted to a consumer. */
function isOwnName({ grants }: FederationFacts, consumer: Cluster, exposer: Cluster, host: string): boolean {
  return grants.underHost(consumer, host).some(({ exposure }) => exposure.cluster === exposer);
}

/** Hosts that no service has for a consumer: those that it would have with a grant, those that it has for local callers, and any other. */
function otherHosts({ names }: FederationFacts, consumer: Cluster, exposer: Cluster, exposures: Iterable<Exposure>): readonly string[] {
  const ofExposures = [...exposures].flatMap(({ service, local }) => [names.service(service, consumer, exposer), local.fqdn]);
  return [...ofExposures, `probe.${names.pair(consumer, exposer)}`];
}

/** The clusters whose names a server is about. */
function consumersUnder({ federation, names }: FederationFacts, exposer: Cluster, base: string, served: string): Iterable<Cluster> {
  const isWide = served.startsWith("*") && (base === "" || exposer.hostname === base || exposer.hostname.endsWith(`.${base}`));
  if (isWide) return federation.clusters.values();
  const consumer = federation.clusters.get(names.consumerOf(base, exposer) ?? "");
  return consumer ? [consumer] : [];
}
