import { callerEntries, consumersCallers } from "../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import { isReachable } from "../2-resolve/routes-in-force.ts";
import type { FederationFacts } from "../5-verify/intent/federation-facts.ts";
import { atIngress, ownCertificate, waysToAsk } from "../5-verify/probes/at-gateways.ts";
import { certificateOf } from "../5-verify/probes/at-workloads.ts";
import { listedAccounts } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";
import type { ClientCertificate } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import type { Concerned } from "./concerned.ts";
import { requestsToAsk } from "./requests-to-ask.ts";
import type { Access } from "./who-may-call.ts";

/** What clusters that configure themselves may call, asked at the gateways that they reach with the identities that they have. */
export function accessOfPartners(
  meshes: Meshes,
  known: FederationFacts,
  vocabulary: Vocabulary,
  besides: Vocabulary | undefined,
  concerned: Concerned,
): readonly Access[] {
  const partners = [...known.federation.clusters.values()].filter(({ managed }) => !managed);
  return partners.flatMap((partner) =>
    known.grants
      .wantedBy(partner)
      .filter(
        (grant) => isReachable(grant) && grant.exposure.cluster.managed && concerned({ cluster: partner, service: grant.exposure.service }),
      )
      .flatMap((grant) => accessBy(meshes, known, grant, vocabulary, besides)),
  );
}

function accessBy(meshes: Meshes, known: FederationFacts, grant: Grant, vocabulary: Vocabulary, besides?: Vocabulary): readonly Access[] {
  const { consumer, exposure, users } = grant;
  const [consumption] = users;
  if (!consumption) return [];
  const asking = requestsToAsk({ consumption, routes: [] }, vocabulary, besides);
  return waysToAsk(known, grant).flatMap((way) =>
    identitiesOf(grant).flatMap(({ caller, certificate }) =>
      asking.flatMap(({ requests, describe }): readonly Access[] => {
        const through = requests.filter((request) =>
          outcomeOf(meshes, atIngress(way, certificate, request)).outcomes.some(
            ({ end }) => end.kind === "reached" && end.service === `${exposure.local.name}.${exposure.local.namespace}`,
          ),
        );
        if (through.length === 0) return [];
        const allowed = describe(through);
        return [
          {
            from: consumer.name,
            caller,
            as: way.host,
            to: exposure.cluster.name,
            service: exposure.service.name,
            local: `${exposure.local.name}.${exposure.local.namespace}:${exposure.port}`,
            share: 100,
            ...(allowed && { requests: allowed }),
          },
        ];
      }),
    ),
  );
}

/** Its gateway, for everyone in it; in mode workloads, the accounts that either side lists. */
function identitiesOf(grant: Grant): readonly { readonly caller: string; readonly certificate: ClientCertificate }[] {
  const { consumer, mode, allow } = grant;
  if (mode === "gateways") return [{ caller: "any", certificate: ownCertificate(consumer) }];
  const callers = [consumersCallers(grant), ...allow.alternatives.map(({ callers = "any" }) => callers)].flatMap(callerEntries);
  return sorted(callers).flatMap((caller) => certificatesOf(consumer, caller));
}

function certificatesOf(consumer: Cluster, caller: string) {
  const accounts = listedAccounts(caller === "any" ? caller : [caller]);
  return accounts.map((account) => ({ caller, certificate: certificateOf(consumer, account) }));
}
