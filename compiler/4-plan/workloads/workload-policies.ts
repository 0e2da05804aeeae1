import type { Exposure, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { serverNames } from "../exposed-hosts.ts";
import { type Manifest, manifest, metadata, syncedFirst } from "../manifest.ts";
import { everyone, ingressPrincipal, principals } from "../names.ts";
import type { AuthorizationRule, Operation } from "../objects.ts";
import { grantedOperations } from "../operations.ts";
import { denialsByServerName, partnersElsewhere } from "./denials.ts";
import { grantedCallers } from "./granted-callers.ts";

/** The grants of an exposed service, and the grants of every service that the same pods serve. */
export interface PodGrants {
  readonly own: readonly Grant[];
  readonly samePods: readonly Grant[];
}

/** The policies on the pods of an exposed Service. They match a container port or a server name, so that other ports are unaffected. */
export function planWorkloadPolicies(view: ClusterView, exposure: Exposure, grants: PodGrants): readonly Manifest[] {
  const fromWorkloads = grantsIn("workloads", grants.own);
  // Also if no grant is in force: a withdrawn grant must not leave fewer denials behind.
  const trustsPartners = view.partners.length > 0 && exposure.selector !== undefined;
  const policies = [];
  if (exposure.protect || fromWorkloads.length > 0 || trustsPartners) policies.push(denial(view, exposure, grants));
  if (exposure.defaultDeny && grants.own.length > 0) policies.push(allowance(view, exposure, grants.own));
  return policies;
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
  const about = { federation, namespace: local.namespace, service: service.name };
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata(about, `federation-deny-${service.name}`, partners.length > 0 ? syncedFirst : {}),
      spec: { selector: { matchLabels: exposure.selector ?? {} }, action: "DENY", rules },
    },
    ...(grantsIn("workloads", samePods).length === 0 && partners.length > 0
      ? ["This mesh trusts workloads of other clusters, and none of them may call these pods."]
      : []),
    ...(fromWorkloads.length > 0
      ? [`Workloads of ${consumersOf(fromWorkloads)} may call these pods only by a server name of ${service.name}.`]
      : []),
    ...(protect ? [protectionComment(protect, service.name)] : []),
    "It denies only: your own policies apply as before.",
  );
}

function consumersOf(grants: readonly Grant[]): string {
  return sorted(grants.map(({ consumer }) => consumer.name)).join(", ");
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
  const onPort = samePods.filter(({ exposure }) => exposure.targetPort === targetPort);
  const byGateway = onPort.length === 0 || onPort.some(({ mode }) => mode === "gateways");
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
  const rules: AuthorizationRule[] = [
    ...(atGateway.length > 0 ? [{ from: [{ source: { principals: [ingressPrincipal(cluster)] } }], to: onPort(exposure, granted) }] : []),
    ...grantsIn("workloads", inboundGrants).flatMap((grant) => allowedCallers(grant, federation)),
  ];
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata({ federation, namespace: local.namespace, service: service.name }, `federation-allow-${service.name}`),
      spec: { selector: { matchLabels: exposure.selector ?? {} }, action: "ALLOW", rules },
    },
    "This namespace denies every call that no policy allows, so the federation's calls need a policy on the workload too.",
  );
}

function allowedCallers(grant: Grant, federation: string): readonly AuthorizationRule[] {
  const when = [{ key: "connection.sni", values: serverNames(grant, federation) }];
  return grantedCallers(grant).map(({ principals, notPrincipals, operations }) => ({
    from: [{ source: { principals, ...(notPrincipals.length > 0 && { notPrincipals }) } }],
    to: onPort(grant.exposure, operations),
    when,
  }));
}

/** The distinct operations, on the container's port. */
function onPort({ targetPort }: Exposure, operations: readonly Operation[]): readonly { operation: Operation }[] {
  const distinct = new Map(operations.map((operation) => [JSON.stringify(operation), operation]));
  return [...distinct]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, operation]) => ({ operation: { ports: [String(targetPort)], ...operation } }));
}
