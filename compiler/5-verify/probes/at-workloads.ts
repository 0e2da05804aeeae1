import { callerEntries, consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import type { Call, ClientCertificate, ExternalClient, HttpRequest } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { type Asking, atIngress, unknownAuthority, waysToAsk } from "./at-gateways.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import { climbingRequests } from "./climbing.ts";
import { besideRequests, grantedRequests } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** In mode workloads: who is and is not granted, by the ingress gateway and past it, with identities true and forged. */
export function* callsOfWorkloads(known: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  for (const grant of grants) {
    const { allow, consumer } = grant;
    const [asked] = grantedRequests(allow);
    const listed = sample.of(accountsIn(grant));
    for (const asking of sample.of(waysToAsk(known, grant))) {
      for (const account of listed) {
        for (const request of [...sample.of(grantedRequests(allow)), ...sample.of(httpBeside(grant))])
          yield* tries(known, asking, certificateOf(consumer, account), request);
      }
      const [account] = listed;
      if (!account) continue;
      for (const request of sample.of(climbingRequests(known.grants, grant)))
        yield atIngress(asking, certificateOf(consumer, account), request);
      const beside = accountsBeside(consumersCallers(grant));
      for (const other of sample.of(beside)) yield* tries(known, asking, certificateOf(consumer, other), asked);
      for (const forged of sample.of(forgeries(known, grant, account))) yield* tries(known, asking, forged, asked);
      yield* tries(known, asking, undefined, asked);
    }
  }
}

/** Partners at pods of the consumers whose services they serve: each mesh knows the other, whichever of the two exposes something. */
export function* callsBack(grants: readonly Grant[]): Generator<Call> {
  const pairs = new Map(grants.map((grant) => [`${grant.consumer.name} ${grant.exposure.cluster.name}`, grant]));
  for (const { consumer, exposure } of pairs.values()) {
    if (!consumer.managed) continue;
    const at = { cluster: consumer.name, namespace: "probes", labels: {} };
    const certificate = certificateOf(exposure.cluster, { namespace: exposure.local.namespace, account: "probe" });
    yield {
      from: { kind: "externalClient", at, port: 8080, sni: "", host: "probe", certificate },
      request: { method: "GET", path: "/", headers: {} },
    };
  }
}

/** By the gateway, past it, and by a name that no service has. */
function* tries(
  { names }: FederationFacts,
  asking: Asking,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Generator<Call> {
  yield atIngress(asking, certificate, request);
  yield* pastGateway(asking, certificate, request);
  const { consumer, exposure } = asking.grant;
  if (certificate) yield atIngress({ ...asking, sni: `probe.${names.pair(consumer, exposure.cluster)}` }, certificate, request);
}

/** Straight to the pod, by the name of the service and without one, on its port and on another. */
function* pastGateway(
  { grant, sni, host }: Asking,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Generator<Call> {
  const { cluster, local, selector, targetPort, subset } = grant.exposure;
  if (!selector || targetPort === undefined) return;
  const at = { cluster: cluster.name, namespace: local.namespace, labels: { ...selector, ...subset } };
  const dial = (port: number, name: string, pod = at): Call => {
    const from: ExternalClient = { kind: "externalClient", at: pod, port, sni: name, host, ...(certificate && { certificate }) };
    return { from, ...(request && { request }) };
  };
  yield dial(targetPort, sni);
  yield dial(targetPort, "");
  yield dial(targetPort + 1, sni);
  const elsewhere = { ...at, namespace: `${local.namespace}-probe`, labels: {} };
  yield dial(targetPort, "", elsewhere);
  yield dial(targetPort, `probe.${sni}`, elsewhere);
}

/** The same account by other signers, in other meshes and as a DNS name. */
function forgeries({ federation }: FederationFacts, { consumer }: Grant, account: Account): readonly ClientCertificate[] {
  const { uris } = certificateOf(consumer, account);
  const roots = [...federation.roots.keys(), unknownAuthority];
  const otherMeshes = [...federation.clusters.values()].filter((one) => one !== consumer && one.workloadsRoot !== undefined);
  return [
    ...roots.flatMap((root) => [
      { uris, dns: [], root },
      { uris: [], dns: uris, root },
    ]),
    ...otherMeshes.map((other) => certificateOf(other, account)),
    // Its own, with a name besides that nobody's certificate bears.
    { ...certificateOf(consumer, account), emails: [`probe@${consumer.trustDomain}`] },
    // Limits of DNS names are by suffix.
    ...otherMeshes.map(({ trustDomain, workloadsRoot }) => ({
      uris: [],
      dns: uris.map((uri) => `${uri}.${trustDomain}`),
      root: workloadsRoot ?? unknownAuthority,
    })),
  ];
}

export function certificateOf({ trustDomain, workloadsRoot }: Cluster, { namespace, account }: Account): ClientCertificate {
  return { uris: [`spiffe://${trustDomain}/ns/${namespace}/sa/${account}`], dns: [], root: workloadsRoot ?? unknownAuthority };
}

/** Whom the consumer lists, and whom the exposer does. */
function accountsIn({ allow, ...grant }: Grant): readonly Account[] {
  const entries = [consumersCallers({ allow, ...grant }), ...allow.alternatives.map(({ callers = "any" }) => callers)].flatMap(
    callerEntries,
  );
  return [...new Set(entries)].flatMap((one) => listedAccounts(one === "any" ? one : [one]));
}

function httpBeside({ allow, exposure }: Grant): readonly HttpRequest[] {
  return exposure.service.protocol === "tcp" ? [] : besideRequests(allow);
}
