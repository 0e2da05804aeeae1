import { consumersCallers } from "../2-resolve/caller-lists.ts";
import type { Grant } from "../2-resolve/federation.ts";
import { isReachable } from "../2-resolve/routes-in-force.ts";
import type { FederationFacts } from "../5-verify/intent/federation-facts.ts";
import { allows } from "../5-verify/intent/granted-request.ts";
import { atIngress, ownCertificate, waysToAsk } from "../5-verify/probes/at-gateways.ts";
import { certificateOf } from "../5-verify/probes/at-workloads.ts";
import { listedAccounts } from "../5-verify/probes/callers.ts";
import type { Call, HttpRequest } from "../istio/call.ts";

/** A call of a partner that configures itself, as it comes to the gateway of a cluster that exposes the service. */
export interface PartnerCall {
  readonly grant: Grant;
  readonly call: Call;
}

/**
 * The calls by which such a partner asks for a service, at each cluster that grants it: by its gateway, or in mode workloads by the account
 * that is given or by one that is listed. `requestFor` chooses what is asked.
 */
export function callsOfPartner(
  known: FederationFacts,
  partner: string,
  service: string,
  caller: string | undefined,
  requestFor: (grant: Grant) => HttpRequest | undefined,
): readonly PartnerCall[] {
  const grants = known.federation.grants.filter(
    (grant) =>
      grant.consumer.name === partner && grant.exposure.service.name === service && isReachable(grant) && grant.exposure.cluster.managed,
  );
  return grants.flatMap((grant) =>
    waysToAsk(known, grant)
      .slice(0, 1)
      .map((way) => ({ grant, call: atIngress(way, certificateFor(grant, caller), requestFor(grant)) })),
  );
}

/** Whether the exposer's half of a grant lets a call through, as federation.yaml has it. */
export function isAllowed({ allow, mode }: Grant, { from, request }: Call): boolean {
  const caller = mode === "workloads" && from.kind === "workload" ? `${from.namespace}/${from.account}` : undefined;
  return allows(allow, request, caller);
}

function certificateFor(grant: Grant, caller: string | undefined) {
  const { consumer, mode } = grant;
  if (mode === "gateways") return ownCertificate(consumer);
  const [account = { namespace: "probes", account: "probe" }] = listedAccounts(caller === undefined ? consumersCallers(grant) : [caller]);
  return certificateOf(consumer, account);
}
