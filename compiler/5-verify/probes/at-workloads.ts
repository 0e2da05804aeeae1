import { consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { servingPods } from "../../2-resolve/subsets.ts";
import type { ClientCertificate } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { externalProbe, type IngressAddress, ingressAddresses, ingressProbe, unknownAuthority } from "./at-gateways.ts";
import { type Account, accountsBeside, callersOfBothHalves, listedAccounts } from "./callers.ts";
import { climbingRequests } from "./climbing.ts";
import type { Probe, Sent } from "./probe.ts";
import { besideRequests, distinctReadings, firstGranted, grantedRequests, request } from "./requests.ts";

/** In mode workloads: accounts with and without a grant, through the ingress gateway and past it, with true and forged identities. */
export function* callsOfWorkloads(facts: FederationFacts, grants: readonly Grant[]): Generator<Probe> {
  for (const grant of grants) {
    const { allow, consumer, exposure } = grant;
    const granted = grantedRequests(allow);
    const first = firstGranted(allow);
    const accounts = [...new Set(callersOfBothHalves(grant))].flatMap((one) => listedAccounts(one === "any" ? one : [one]));
    const beside = exposure.service.protocol === "tcp" ? [] : besideRequests(allow);
    const asked = distinctReadings(exposure.cluster, [granted, beside]);
    for (const address of ingressAddresses(facts, grant)) {
      for (const account of accounts) yield* callsWith(facts, address, certificateOf(consumer, account), asked);
      const [account] = accounts;
      if (!account) continue;
      const own = certificateOf(consumer, account);
      const climbing = distinctReadings(exposure.cluster, [climbingRequests(facts.grants, grant)], address.under);
      yield ingressProbe({ ...address, under: "/" }, own, climbing);
      for (const other of accountsBeside(consumersCallers(grant))) yield* callsWith(facts, address, certificateOf(consumer, other), first);
      for (const forged of forgeries(own, consumer)) yield* callsWith(facts, address, forged, first);
    }
  }
}

/** Exposing clusters that call pods of their consumers: each mesh trusts the other, whichever of the two exposes something. */
export function* callsBack(grants: readonly Grant[]): Generator<Probe> {
  const pairs = new Map(grants.map((grant) => [`${grant.consumer.name} ${grant.exposure.cluster.name}`, grant]));
  for (const { consumer, exposure } of pairs.values()) {
    if (!consumer.managed) continue;
    const at = { cluster: consumer.name, namespace: "probes", labels: {} };
    const certificate = certificateOf(exposure.cluster, { namespace: exposure.local.namespace, account: "probe" });
    yield externalProbe(at, 8080, { sni: "", host: "probe" }, certificate, [request("GET", "/")]);
  }
}

/** Requests through the gateway, past it, and by a name that no service has. */
export function* callsWith(
  { names }: FederationFacts,
  address: IngressAddress,
  certificate: ClientCertificate | undefined,
  requests: readonly Sent[],
): Generator<Probe> {
  yield ingressProbe(address, certificate, requests);
  yield* pastGateway(address, certificate, requests);
  const { consumer, exposure } = address.grant;
  if (certificate) yield ingressProbe({ ...address, sni: `probe.${names.pair(consumer, exposure.cluster)}` }, certificate, requests);
}

/** Straight to the pod: with the service's name and without one, on its port and on another; and to other pods. */
function* pastGateway(
  { grant, sni, host }: IngressAddress,
  certificate: ClientCertificate | undefined,
  requests: readonly Sent[],
): Generator<Probe> {
  const { cluster, local, selector, targetPort } = grant.exposure;
  if (!selector || targetPort === undefined) return;
  const [served, ...others] = servingPods(grant).map(({ labels }) => {
    return { cluster: cluster.name, namespace: local.namespace, labels: { ...selector, ...labels } };
  });
  if (!served) return;
  const elsewhere = { cluster: cluster.name, namespace: `${local.namespace}-probe`, labels: {} };
  const dial = (port: number, sni: string, at = served) => externalProbe(at, port, { sni, host }, certificate, requests);
  for (const pods of others) yield dial(targetPort, sni, pods);
  yield dial(targetPort, sni);
  yield dial(targetPort, "");
  yield dial(targetPort + 1, sni);
  yield dial(targetPort, "", elsewhere);
  yield dial(targetPort, `probe.${sni}`, elsewhere);
}

/** An account as others would forge it. `foreign/` decides about the roots and the meshes that the federation has. */
function forgeries(own: ClientCertificate, consumer: Cluster): readonly (ClientCertificate | undefined)[] {
  const { uris, dns, root } = own;
  return [
    undefined,
    { uris, dns: [], root: unknownAuthority },
    { uris: [], dns: uris, root },
    // Its own certificate, with a name that no certificate of a workload has.
    { uris, dns, emails: [`probe@${consumer.trustDomain}`], root },
  ];
}

/** The certificate of a workload. `unknownRoot` stands for its root if federation.yaml names none. */
export function certificateOf(
  { trustDomain, workloadsRoot }: Cluster,
  { namespace, account }: Account,
  unknownRoot = unknownAuthority,
): ClientCertificate {
  return { uris: [`spiffe://${trustDomain}/ns/${namespace}/sa/${account}`], dns: [], root: workloadsRoot ?? unknownRoot };
}
