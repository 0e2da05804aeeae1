import type { Cluster } from "../../2-resolve/federation.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import type { ClientCertificate } from "../../istio/call.ts";
import { AllowedCallers } from "../../istio/objects/allowed-callers.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import type { Mesh } from "../../istio/objects/mesh.ts";
import type { SelectedPolicies } from "../../istio/objects/policy-index.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { type IngressAddress, ingressAddresses } from "../probes/at-gateways.ts";
import { callsWith, certificateOf } from "../probes/at-workloads.ts";
import { type Account, callersOfBothHalves, listedAccounts } from "../probes/callers.ts";
import type { Probe } from "../probes/probe.ts";
import { firstGranted } from "../probes/requests.ts";
import { hostOf, type IdentityOwners } from "./owners.ts";

/** In mode workloads: calls of each service of a cluster by the workloads of other meshes, and with certificates by other roots. */
export function* callsOfOtherMeshes(facts: FederationFacts, exposer: Cluster, mesh: Mesh, owners: IdentityOwners): Generator<Probe> {
  const grants = exposer.managed ? facts.grants.inbound(exposer).filter(({ mode }) => mode === "workloads") : [];
  if (grants.length === 0) return;
  const { trust } = mesh;
  const rootsOf = (anchors: readonly Certificate[]) => [...new Set(anchors.flatMap(({ anchorId }) => owners.roots.get(anchorId) ?? []))];
  const clustersOf = (anchors: readonly Certificate[]) => rootsOf(anchors).flatMap((root) => owners.meshes.get(root) ?? []);
  const trusted = new Set(clustersOf(trust.anchorsOf("uri")));
  const believedByDns = clustersOf(trust.anchorsOf("dns"));
  const tables = new Map<SelectedPolicies, AllowedCallers>();
  const accounts = new Map<string, ReadonlyMap<string, Cluster>>();
  const accountIn = ({ namespace, account }: Account) =>
    getOrMake(accounts, `${namespace}/${account}`, () => {
      return new Map([...trusted].map((other) => [`${other.trustDomain}/ns/${namespace}/sa/${account}`, other]));
    });
  for (const [index, grant] of grants.entries()) {
    const { consumer, allow } = grant;
    const [account] = callersOfBothHalves(grant).flatMap((one) => listedAccounts(one === "any" ? one : [one]));
    if (!account) continue;
    const first = firstGranted(allow);
    const { uris, root: ownRoot } = certificateOf(consumer, account);
    const [uri = ""] = uris;
    for (const address of ingressAddresses(facts, grant)) {
      const certificates: readonly ClientCertificate[] = [
        ...rootsOf(trust.anchorsFor("uri", hostOf(uri))).flatMap((root) => (root === ownRoot ? [] : [{ uris, dns: [], root }])),
        ...rootsOf(trust.anchorsFor("dns", uri)).flatMap((root) => (root === ownRoot ? [] : [{ uris: [], dns: uris, root }])),
        // One grant of a cluster shows what every trusted mesh may call beside the services.
        ...(index === 0 ? [...trusted] : allowedMeshes(mesh, address, accountIn(account), tables)).flatMap((other) =>
          other === consumer ? [] : [certificateOf(other, account)],
        ),
        // Constraints of DNS names go by suffix.
        ...believedByDns.flatMap(({ trustDomain, workloadsRoot = "" }) => [
          { uris: [], dns: [`${uri}.${trustDomain}`], root: workloadsRoot },
        ]),
      ];
      for (const certificate of certificates) yield* callsWith(facts, address, certificate, first);
    }
  }
}

/** The meshes whose account, by principal, the policies on the pods of a service may let pass under its server name. */
function allowedMeshes(
  mesh: Mesh,
  { grant, sni }: IngressAddress,
  accounts: ReadonlyMap<string, Cluster>,
  tables: Map<SelectedPolicies, AllowedCallers>,
): readonly Cluster[] {
  const { local, selector, subset } = grant.exposure;
  const policies = mesh.policies.of(local.namespace, { ...selector, ...(grant.subset?.labels ?? subset) });
  const table = getOrMake(tables, policies, () => new AllowedCallers(policies));
  return table.among([sni], accounts);
}
