import { consumersCallers } from "../2-resolve/caller-lists.ts";
import type { Consumption, Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import { isReachable } from "../2-resolve/routes-in-force.ts";
import type { FederationFacts } from "../5-verify/intent/federation-facts.ts";
import { allows } from "../5-verify/intent/granted-request.ts";
import { atIngress, ingressAddresses, ownCertificate } from "../5-verify/probes/at-gateways.ts";
import { certificateOf } from "../5-verify/probes/at-workloads.ts";
import { callersOfBothHalves, listedAccounts, unlistedAccount } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";
import type { Call, ClientCertificate, HttpRequest } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import type { Concerned } from "./concerned.ts";
import { type AskedRequests, requestsToAsk } from "./requests-to-ask.ts";
import type { Access } from "./who-may-call.ts";
import type { WordsOnTheWay } from "./words-on-the-way.ts";

/** The access of clusters that configure themselves. It is tried at the gateways that they reach, with their identities. */
export function accessOfPartners(
  meshes: Meshes,
  facts: FederationFacts,
  words: WordsOnTheWay,
  extra: Vocabulary | undefined,
  concerned: Concerned,
): readonly Access[] {
  const partners = [...facts.federation.clusters.values()].filter(({ managed }) => !managed);
  return partners
    .flatMap((partner) => facts.grants.outbound(partner))
    .filter((grant) => isAnswered(grant) && concerned({ cluster: grant.consumer, service: grant.exposure.service }))
    .flatMap((grant) =>
      words.follow([grant.exposure.cluster.name], (vocabulary, visited) =>
        accessBy(meshes, facts, grant, (consumption) => requestsToAsk({ consumption, routes: [] }, vocabulary, extra), visited),
      ),
    );
}

function accessBy(
  meshes: Meshes,
  facts: FederationFacts,
  grant: Grant,
  requestsFor: (consumption: Consumption) => readonly AskedRequests[],
  visited: Set<string>,
): readonly Access[] {
  const { consumer, exposure, users } = grant;
  const [consumption] = users;
  if (!consumption) return [];
  const { cluster, service, port, local } = exposure;
  const name = `${local.name}.${local.namespace}`;
  const asked = requestsFor(consumption);
  return ingressAddresses(facts, grant).flatMap((address) =>
    identitiesOf(grant).flatMap(({ caller, certificate }) =>
      asked.flatMap(({ requests, describe }): readonly Access[] => {
        const arriving = requests.filter((request) =>
          outcomeOf(meshes, atIngress(address, certificate, request), { visited }).outcomes.some(
            ({ end }) => end.kind === "reached" && end.service === name,
          ),
        );
        if (arriving.length === 0) return [];
        const allowed = describe(arriving);
        const ends = { to: cluster.name, service: service.name, local: `${name}:${port}` };
        return [{ from: consumer.name, caller, as: address.host, ...ends, share: 100, ...(allowed && { requests: allowed }) }];
      }),
    ),
  );
}

/** Its gateway stands for every caller in it. In mode workloads, the accounts that either half lists. */
function identitiesOf(grant: Grant): readonly { readonly caller: string; readonly certificate: ClientCertificate }[] {
  const { consumer, mode } = grant;
  if (mode === "gateways") return [{ caller: "any", certificate: ownCertificate(consumer) }];
  return sorted(callersOfBothHalves(grant)).flatMap((caller) =>
    listedAccounts(caller === "any" ? caller : [caller]).map((account) => ({ caller, certificate: certificateOf(consumer, account) })),
  );
}

/** A call by a partner that configures itself, at the gateway of a cluster that exposes the service. */
interface PartnerCall {
  readonly grant: Grant;
  readonly call: Call;
}

/**
 * A partner's calls of a service, one at each cluster that grants it: with the certificate of its gateway or, in mode workloads, of `caller`
 * or an account that is listed. `requestFor` chooses the request.
 */
export function callsOfPartner(
  facts: FederationFacts,
  partner: string,
  service: string,
  caller: string | undefined,
  requestFor: (grant: Grant) => HttpRequest | undefined,
): readonly PartnerCall[] {
  const grants = facts.federation.grants.filter(
    (grant) => grant.consumer.name === partner && grant.exposure.service.name === service && isAnswered(grant),
  );
  return grants.flatMap((grant) => {
    const [address] = ingressAddresses(facts, grant);
    return address ? [{ grant, call: atIngress(address, certificateFor(grant, caller), requestFor(grant)) }] : [];
  });
}

/** Whether the exposer's half of a grant allows a call, as federation.yaml has it. */
export function isAllowed({ allow, mode }: Grant, { from, request }: Call): boolean {
  const caller = mode === "workloads" && from.kind === "workload" ? `${from.namespace}/${from.account}` : undefined;
  return allows(allow, request, caller);
}

function isAnswered(grant: Grant): boolean {
  return isReachable(grant) && grant.exposure.cluster.managed;
}

function certificateFor(grant: Grant, caller: string | undefined): ClientCertificate {
  const { consumer, mode } = grant;
  if (mode === "gateways") return ownCertificate(consumer);
  const [account = unlistedAccount] = listedAccounts(caller === undefined ? consumersCallers(grant) : [caller]);
  return certificateOf(consumer, account);
}
