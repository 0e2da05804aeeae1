import { consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import type { Call, ClientCertificate, HttpRequest } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { atIngress, externalCall, type IngressAddress, ingressAddresses, unknownAuthority } from "./at-gateways.ts";
import { type Account, accountsBeside, callersOfBothHalves, listedAccounts } from "./callers.ts";
import { climbingRequests } from "./climbing.ts";
import { besideRequests, grantedRequests, request } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** In mode workloads: accounts with and without a grant, through the ingress gateway and past it, with true and forged identities. */
export function* callsOfWorkloads(facts: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  for (const grant of grants) {
    const { allow, consumer, exposure } = grant;
    const [granted] = grantedRequests(allow);
    const accounts = sample.of([...new Set(callersOfBothHalves(grant))].flatMap((one) => listedAccounts(one === "any" ? one : [one])));
    const beside = exposure.service.protocol === "tcp" ? [] : besideRequests(allow);
    for (const address of sample.of(ingressAddresses(facts, grant))) {
      const call = (certificate: ClientCertificate | undefined, request = granted) => callsWith(facts, address, certificate, request);
      for (const account of accounts)
        for (const asked of [...sample.of(grantedRequests(allow)), ...sample.of(beside)])
          yield* call(certificateOf(consumer, account), asked);
      const [account] = accounts;
      if (!account) continue;
      for (const climbing of sample.of(climbingRequests(facts.grants, grant)))
        yield atIngress(address, certificateOf(consumer, account), climbing);
      for (const other of sample.of(accountsBeside(consumersCallers(grant)))) yield* call(certificateOf(consumer, other));
      for (const forged of sample.of(forgeries(facts, grant, account))) yield* call(forged);
      yield* call(undefined);
    }
  }
}

/** Exposing clusters that call pods of their consumers: each mesh trusts the other, whichever of the two exposes something. */
export function* callsBack(grants: readonly Grant[]): Generator<Call> {
  const pairs = new Map(grants.map((grant) => [`${grant.consumer.name} ${grant.exposure.cluster.name}`, grant]));
  for (const { consumer, exposure } of pairs.values()) {
    if (!consumer.managed) continue;
    const at = { cluster: consumer.name, namespace: "probes", labels: {} };
    const certificate = certificateOf(exposure.cluster, { namespace: exposure.local.namespace, account: "probe" });
    yield externalCall(at, 8080, { sni: "", host: "probe" }, certificate, request("GET", "/"));
  }
}

/** A request through the gateway, past it, and by a name that no service has. */
function* callsWith(
  { names }: FederationFacts,
  address: IngressAddress,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Generator<Call> {
  yield atIngress(address, certificate, request);
  yield* pastGateway(address, certificate, request);
  const { consumer, exposure } = address.grant;
  if (certificate) yield atIngress({ ...address, sni: `probe.${names.pair(consumer, exposure.cluster)}` }, certificate, request);
}

/** Straight to the pod: with the service's name and without one, on its port and on another; and to other pods. */
function* pastGateway(
  { grant, sni, host }: IngressAddress,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Generator<Call> {
  const { cluster, local, selector, targetPort, subset } = grant.exposure;
  if (!selector || targetPort === undefined) return;
  const served = { cluster: cluster.name, namespace: local.namespace, labels: { ...selector, ...subset } };
  const elsewhere = { cluster: cluster.name, namespace: `${local.namespace}-probe`, labels: {} };
  const dial = (port: number, sni: string, at = served) => externalCall(at, port, { sni, host }, certificate, request);
  yield dial(targetPort, sni);
  yield dial(targetPort, "");
  yield dial(targetPort + 1, sni);
  yield dial(targetPort, "", elsewhere);
  yield dial(targetPort, `probe.${sni}`, elsewhere);
}

/** The same account as other roots, other meshes and other kinds of names would forge it. */
function forgeries({ federation }: FederationFacts, { consumer }: Grant, account: Account): readonly ClientCertificate[] {
  const own = certificateOf(consumer, account);
  const { uris } = own;
  const roots = [...federation.roots.keys(), unknownAuthority];
  const otherMeshes = [...federation.clusters.values()].filter((one) => one !== consumer && one.workloadsRoot !== undefined);
  return [
    ...roots.flatMap((root) => [
      { uris, dns: [], root },
      { uris: [], dns: uris, root },
    ]),
    ...otherMeshes.map((other) => certificateOf(other, account)),
    // Its own certificate, with a name that no certificate of a workload has.
    { ...own, emails: [`probe@${consumer.trustDomain}`] },
    // Constraints of DNS names go by suffix.
    ...otherMeshes.map(({ trustDomain, workloadsRoot = unknownAuthority }) => ({
      uris: [],
      dns: uris.map((uri) => `${uri}.${trustDomain}`),
      root: workloadsRoot,
    })),
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
