import { labelsText } from "../../1-load/labels-text.ts";
import { isAmbient } from "../../2-resolve/cluster.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import { parseIstioVersion, versionText } from "../../istio-versions/istio-version.ts";
import { claimOf, oldestMeasured } from "../../istio-versions/known-versions.ts";
import { type AnsweredLocalName, type ClusterView, grantsIn } from "../cluster-view.ts";
import { type RuleScope, ruleName, ruleScopes } from "../local-names/local-rules.ts";
import type { PlannedFile } from "../manifest.ts";
import { egressServiceHost } from "../names.ts";

/** Objects and settings that must exist, or must not, for the overlay to work. Sentences for people. */
interface Requirements {
  /** In addition to the settings of the Istio installation. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** Objects of the user that the overlay replaces. */
  readonly replaced: readonly string[];
}

export function requirementsOf(view: ClusterView, files: readonly PlannedFile[]): Requirements {
  const { inboundGrants, outboundGrants } = view;
  const shared = inboundGrants.length + outboundGrants.length > 0 ? present(view) : [];
  return { present: [...shared, ...namespaces(view, files)], absent: absent(view), replaced: replacedBy(view) };
}

/** Namespaces that the overlay puts objects into but does not create. */
function namespaces({ cluster }: ClusterView, files: readonly PlannedFile[]): readonly string[] {
  const objects = files.flatMap(({ manifests }) => manifests.map(({ object }) => object));
  const made = new Set(objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  const used = sorted(objects.flatMap(({ metadata }) => metadata.namespace ?? [])).filter((name) => !made.has(name));
  const otherNamespaces = used.filter((name) => name !== cluster.namespace);
  return [
    ...(used.includes(cluster.namespace) ? [`the namespace \`${cluster.namespace}\`, where sidecar injection is not disabled`] : []),
    ...(otherNamespaces.length > 0
      ? [
          `the ${otherNamespaces.length > 1 ? "namespaces" : "namespace"} ${otherNamespaces.map((name) => `\`${name}\``).join(", ")}: the overlay puts objects there, and with Argo CD one missing namespace fails the whole sync`,
        ]
      : []),
  ];
}

function present({ cluster, inboundGrants, outboundGrants, names, exposures, leavesByEgress }: ClusterView): readonly string[] {
  const ends = { ingress: grantsIn("gateways", inboundGrants).length > 0, egress: grantsIn("gateways", outboundGrants).length > 0 };
  const used = { ingress: inboundGrants.length > 0, egress: leavesByEgress };
  const sides = (["ingress", "egress"] as const).filter((side) => ends[side]);
  const deployed = (["ingress", "egress"] as const).filter((side) => used[side] && cluster[side]?.deploy === false);
  const issuer = sides.length > 0 ? cluster.issuer : undefined;
  const { credentials, namespace } = cluster;
  const served = [...new Set(grantsIn("workloads", inboundGrants).map(({ exposure }) => exposure))];
  const existing = names.flatMap(({ host, consumptions }) =>
    consumptions
      .filter(({ create }) => !create)
      .map(({ port, service, as }) => ({ name: `\`${host}:${port}\` (${service.protocol})`, isService: as?.namespace !== undefined })),
  );
  const kept = existing.filter(({ isService }) => isService).map(({ name }) => name);
  const outside = existing.filter(({ isService }) => !isService).map(({ name }) => name);
  return [
    istioOf(cluster),
    ...tunnelsOf(cluster, inboundGrants),
    ...(issuer ? [`cert-manager, and its ${issuer.kind} \`${issuer.name}\`, whose root is the one in federation.yaml`] : []),
    ...(issuer
      ? []
      : sides.map((side) => `the Secret \`${credentials[side]}\` in \`${namespace}\` with a key pair for \`${cluster.identity[side]}\``)),
    ...deployed.map(
      (side) =>
        `the existing ${side} gateway (\`deploy: false\`), used for nothing else, in \`${namespace}\`; its account may read Secrets there, and its Service leads to port 15443`,
    ),
    ...served.map(
      ({ service, written, serviceAccounts }) =>
        `pods behind \`${written.service}\` that run as ${serviceAccounts.map((account) => `\`${account}\``).join(" or ")}: callers of ${service.name} insist on it`,
    ),
    ...exposures
      .filter(({ protect }) => protect)
      .map(({ service }) => `mutual TLS between the callers of ${service.name} and its pods: callers without it are cut off`),
    ...(kept.length > 0 ? [`the local Services ${kept.join(", ")}`] : []),
    ...(outside.length > 0 ? [`an address in DNS for ${outside.join(", ")}`] : []),
  ];
}

/** The cluster's Istio, with what the claim rests on that the overlay works there. */
function istioOf({ istio }: Cluster): string {
  const revision = istio.revision === undefined ? "" : `, revision \`${istio.revision}\``;
  const sidecars = `with sidecars${revision}; ${ambientOf(istio.dataPlane)}`;
  if (istio.version === undefined) return `Istio ${versionText(oldestMeasured)} or later ${sidecars}`;
  return `Istio ${istio.version} (${claimOf(parseIstioVersion(istio.version))}) ${sidecars}`;
}

function ambientOf({ default: plane, namespaces }: Cluster["istio"]["dataPlane"]): string {
  if (plane === "ambient") return "pods in ambient mode may only serve, which is not measured";
  const ambient = sorted(Object.keys(namespaces).filter((namespace) => namespaces[namespace] === "ambient"));
  if (ambient.length === 0) return "ambient mode is not covered";
  return `pods in ambient mode, in ${ambient.map((namespace) => `\`${namespace}\``).join(", ")}, may only serve, which is not measured`;
}

/** The ingress gateway speaks to pods in ambient mode as ztunnel expects it, and so proves its identity there. */
function tunnelsOf(cluster: Cluster, inboundGrants: readonly Grant[]): readonly string[] {
  if (!inboundGrants.some(({ exposure }) => isAmbient(cluster, exposure.local.namespace))) return [];
  return [
    "`ISTIO_META_ENABLE_HBONE` in the `proxyMetadata` of the mesh configuration, as Istio's ambient profile sets it: else the ingress gateway calls pods in ambient mode without TLS, which a STRICT PeerAuthentication refuses",
  ];
}

function absent({ names, cluster, partners, outboundGrants }: ClusterView): readonly string[] {
  const callers = [
    `a VirtualService of yours for ${names.map(({ host }) => `\`${host}\``).join(", ")}, or for a wildcard host that covers it: Istio would follow only one of the two, on every port`,
    `a \`Sidecar\` in a caller's namespace whose egress hosts leave out \`${cluster.namespace}/*\``,
    ...(grantsIn("gateways", outboundGrants).length > 0
      ? [
          `a DestinationRule in a caller's namespace for a wildcard host that covers \`${egressServiceHost(cluster)}\`: Istio would follow it, not the one that says how to call the gateway`,
        ]
      : []),
  ];
  return [
    ...(names.length > 0 ? callers : []),
    ...(partners.length > 0 ? ["a `caCertificates` list in the main mesh configuration: it would silently beat the federation's"] : []),
  ];
}

/** Objects and names of the user that the overlay replaces. Sentences for people. */
function replacedBy({ names }: ClusterView): readonly string[] {
  return names.flatMap((name) => [...rulesInPlace(name), ...portsInPlace(name)]);
}

function rulesInPlace(answered: AnsweredLocalName): readonly string[] {
  const as = answered.consumptions[0]?.as;
  const home = as?.namespace;
  if (as === undefined || home === undefined) return [];
  return ruleScopes(answered).map((scope) => {
    const { name, namespace } = ruleName(scope, as.name, home);
    return `DestinationRules of yours for \`${answered.host}\`: ${scopeText(scope)}. Patch their \`trafficPolicy\` into \`${name}\` in \`${namespace}\``;
  });
}

function scopeText({ namespace, labels }: RuleScope): string {
  if (namespace === undefined)
    return "for everyone, a rule for a wildcard host no longer holds for it, on any port; one for the Service itself is merged if it has no `exportTo`";
  if (Object.keys(labels).length === 0) return `in \`${namespace}\` none holds any more, on any port`;
  return `for pods with \`${labelsText(labels)}\` in \`${namespace}\` none holds any more, on any port; for other pods there, only one in that namespace for exactly this host`;
}

function portsInPlace({ host, consumptions }: AnsweredLocalName): readonly string[] {
  const [first] = consumptions;
  if (first?.as?.namespace !== undefined || !first?.create) return [];
  const namespaces = sorted(consumptions.flatMap(({ callers }) => callerNamespaces(callers)));
  return [
    `other ports of \`${host}\`, if it exists outside of the mesh: for everyone in ${namespaces.map((namespace) => `\`${namespace}\``).join(", ")} the name has an address where nothing else answers`,
  ];
}
