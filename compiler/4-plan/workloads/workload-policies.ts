import type { Cluster, Exposure, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { compare } from "../../findings/finding.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { type Manifest, metadata, planned, syncedFirst } from "../manifest.ts";
import { everyone, ingressPrincipal, principals, serverNames } from "../names.ts";
import type { AuthorizationRule, Operation } from "../objects.ts";
import { grantedOperations, missing } from "../operations.ts";
import { type GrantedCallers, grantedCallers, grantedPrincipals } from "./granted-callers.ts";

/** The grants of an exposed service, and the grants of every service that the same pods serve. */
interface PodGrants {
  readonly own: readonly Grant[];
  readonly samePods: readonly Grant[];
}

/** The policies on the pods of an exposed Service. They match a container port or a server name, so that other ports are unaffected. */
export function planWorkloadPolicies(view: ClusterView, exposure: Exposure, grants: PodGrants): readonly Manifest[] {
  const fromWorkloads = grantsIn("workloads", grants.own);
  // Also if no grant is in force: a withdrawn grant must not leave fewer denials behind.
  const trustsPartners = view.partners.length > 0 && exposure.selector !== undefined;
  const denies = exposure.protect || fromWorkloads.length > 0 || trustsPartners;
  const allows = exposure.defaultDeny && grants.own.length > 0;
  return [...(denies ? [denial(view, exposure, grants)] : []), ...(allows ? [allowance(view, exposure, grants.own)] : [])];
}

/** Only denials: an ALLOW policy would change what the mesh's own policies allow. */
function denial(view: ClusterView, exposure: Exposure, { own, samePods }: PodGrants): Manifest {
  const { federation, partners } = view;
  const { service, local, protect } = exposure;
  const fromWorkloads = grantsIn("workloads", own);
  const rules = [
    ...fromWorkloads.flatMap((grant) => denialsByServerName(grant, federation)),
    ...partnersElsewhere(partners, grantsIn("workloads", samePods), federation),
    ...(protect ? [protection(view, exposure, protect, samePods)] : []),
  ];
  const closedToPartners = grantsIn("workloads", samePods).length === 0 && partners.length > 0;
  const consumers = sorted(fromWorkloads.map(({ consumer }) => consumer.name)).join(", ");
  return planned(
    "AuthorizationPolicy",
    metadata(
      { federation, namespace: local.namespace, service: service.name },
      `federation-deny-${service.name}`,
      partners.length > 0 ? syncedFirst : {},
    ),
    { selector: { matchLabels: exposure.selector ?? {} }, action: "DENY", rules },
    ...(closedToPartners ? ["This mesh trusts workloads of other clusters, and none of them may call these pods."] : []),
    ...(fromWorkloads.length > 0 ? [`Workloads of ${consumers} may call these pods only by a server name of ${service.name}.`] : []),
    ...(protect ? [protectionComment(protect, service.name)] : []),
    "It denies only: your own policies apply as before.",
  );
}

/**
 * Denies callers that use the server name of a grant in mode workloads without being granted, and calls that the grant does not allow. In a
 * PERMISSIVE mesh, the first rule also denies callers without an identity. The server name as condition keeps the rules from applying to
 * local callers and to other services on the same pods.
 */
function denialsByServerName(grant: Grant, federation: string): readonly AuthorizationRule[] {
  const when = [{ key: "connection.sni", values: serverNames(grant, federation) }];
  const granted = grantedPrincipals(grant);
  const otherCallers: AuthorizationRule = granted.length > 0 ? { from: [{ source: { notPrincipals: granted } }], when } : { when };
  const otherCalls = grantedCallers(grant).flatMap((callers): AuthorizationRule[] => {
    const to = missing(callers.operations).map((operation) => onPort(grant.exposure, operation));
    return to.length > 0 ? [{ from: sourceOf(callers), to, when }] : [];
  });
  return [otherCallers, ...otherCalls];
}

/** Denies partners' workloads by any server name except those of the services on these pods. */
function partnersElsewhere(partners: readonly Cluster[], samePods: readonly Grant[], federation: string): readonly AuthorizationRule[] {
  if (partners.length === 0) return [];
  const from = [{ source: { principals: partners.map(everyone) } }];
  const notValues = sorted(samePods.flatMap((grant) => serverNames(grant, federation)));
  return notValues.length > 0 ? [{ from, when: [{ key: "connection.sni", notValues }] }] : [{ from }];
}

function protectionComment(callers: readonly string[], service: string): string {
  return callers.length > 0
    ? `Besides the federation, only ${sorted(callers).join(", ")} may call ${service} here.`
    : `Only the federation may call ${service} here.`;
}

/** Denies all other callers of this mesh. The other rules cover partners' workloads. */
function protection(
  { cluster, partners }: ClusterView,
  { targetPort }: Exposure,
  callers: readonly string[],
  samePods: readonly Grant[],
): AuthorizationRule {
  const samePort = samePods.filter(({ exposure }) => exposure.targetPort === targetPort);
  const byGateway = samePort.length === 0 || samePort.some(({ mode }) => mode === "gateways");
  const notPrincipals = [
    ...partners.map(everyone),
    ...(byGateway ? [ingressPrincipal(cluster)] : []),
    ...principals(cluster, sorted(callers)),
  ];
  return { from: [{ source: { notPrincipals } }], to: [{ operation: { ports: [String(targetPort)] } }] };
}

/** If a namespace denies what no policy allows, the federation's calls need a policy too. */
function allowance({ federation, cluster }: ClusterView, exposure: Exposure, inboundGrants: readonly Grant[]): Manifest {
  const { service, local } = exposure;
  const atGateway = grantsIn("gateways", inboundGrants);
  const granted = service.protocol === "tcp" ? [{}] : atGateway.flatMap((grant) => grantedOperations(grant));
  const fromGateway = [{ source: { principals: [ingressPrincipal(cluster)] } }];
  const rules: AuthorizationRule[] = [
    ...(atGateway.length > 0 ? [{ from: fromGateway, to: distinct(granted).map((operation) => onPort(exposure, operation)) }] : []),
    ...grantsIn("workloads", inboundGrants).flatMap((grant) => allowedCallers(grant, federation)),
  ];
  return planned(
    "AuthorizationPolicy",
    metadata({ federation, namespace: local.namespace, service: service.name }, `federation-allow-${service.name}`),
    { selector: { matchLabels: exposure.selector ?? {} }, action: "ALLOW", rules },
    "This namespace denies every call that no policy allows, so the federation's calls need a policy on the workload too.",
  );
}

function allowedCallers(grant: Grant, federation: string): readonly AuthorizationRule[] {
  const when = [{ key: "connection.sni", values: serverNames(grant, federation) }];
  return grantedCallers(grant).map((callers) => ({
    from: sourceOf(callers),
    to: distinct(callers.operations).map((operation) => onPort(grant.exposure, operation)),
    when,
  }));
}

function sourceOf({ principals, notPrincipals }: GrantedCallers): NonNullable<AuthorizationRule["from"]> {
  return [{ source: { principals, ...(notPrincipals.length > 0 && { notPrincipals }) } }];
}

/** An operation on the container's port. */
function onPort({ targetPort }: Exposure, operation: Operation): { readonly operation: Operation } {
  return { operation: { ports: [String(targetPort)], ...operation } };
}

/** Each operation once, in an order that does not depend on the file's. */
function distinct(operations: readonly Operation[]): readonly Operation[] {
  const byText = new Map(operations.map((operation) => [JSON.stringify(operation), operation]));
  return [...byText].sort(([a], [b]) => compare(a, b)).map(([, operation]) => operation);
}
