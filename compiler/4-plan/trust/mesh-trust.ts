import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { TrustedPartner } from "../../2-resolve/trusted-roots.ts";
import { bundleAnchors } from "../../certificates/bundle-anchors.ts";
import { constrainedAnchor } from "../../certificates/constrained-anchor.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, planned, syncedFirst } from "../manifest.ts";
import { everyone, serverNames } from "../names.ts";
import type { AuthorizationRule } from "../objects.ts";

/** In mode workloads the whole mesh trusts the partners' workloads: by roots constrained to their names, with a policy that restricts them. */
export function planMeshTrust(view: ClusterView): readonly Manifest[] {
  return view.partners.length > 0 ? [secondMeshConfig(view), guard(view)] : [];
}

/** Splits partners by whether the mesh needs an anchor for them. The mesh's own root needs none: an anchor would constrain the mesh too. */
export function meshPartners({ trusted }: ClusterView): {
  readonly foreign: readonly TrustedPartner[];
  readonly shared: readonly Cluster[];
} {
  const partners = trusted.filter(({ place }) => place === "workloads").flatMap((place) => place.partners);
  return {
    foreign: partners.filter(({ certificates }) => certificates.length > 0),
    shared: partners.filter(({ certificates }) => certificates.length === 0).map(({ cluster }) => cluster),
  };
}

/** Istio reads it beside its main mesh configuration, as SHARED_MESH_CONFIG says (pilot/pkg/bootstrap/mesh.go). */
function secondMeshConfig(view: ClusterView): Manifest {
  const { federation, cluster } = view;
  const { foreign, shared } = meshPartners(view);
  const anchors = bundleAnchors(foreign);
  const entries = [
    ...anchors.map(({ certificate, names }) => entry(names, constrainedAnchor(certificate, names, "workloads"))),
    ...(shared.length > 0 ? [entry(sorted(shared.map(({ trustDomain }) => trustDomain)))] : []),
  ];
  return manifest(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata({ federation, namespace: cluster.istio.rootNamespace }, "istio-federation"),
      data: { mesh: `caCertificates:\n${entries.join("")}` },
    },
    ...(anchors.length > 0 ? ["Public roots of partners. Each is constrained to the names of its owners:"] : []),
    ...foreign.map((partner) => owned(partner.cluster)),
    ...(shared.length > 0 ? ["Partners under this mesh's own root. Each of them can sign for any name:", ...shared.map(owned)] : []),
  );
}

function owned({ name, trustDomain, workloadsRoot }: Cluster): string {
  return `${name} (${trustDomain}) by ${workloadsRoot}`;
}

/** JSON is YAML, and a name such as `1.5` would be a number without quotes. */
function entry(trustDomains: readonly string[], pem?: string): string {
  const root = pem === undefined ? "" : `  pem: |\n${pem.replace(/^(?=.)/gm, "    ")}`;
  return `- trustDomains: ${JSON.stringify(trustDomains)}\n${root}`;
}

/** Without this policy, a partner's workload that reaches a pod past the gateway could call every port, since the mesh trusts it. */
function guard({ federation, cluster, partners, inboundGrants }: ClusterView): Manifest {
  const grantsByPartner = grouped(grantsIn("workloads", inboundGrants), ({ consumer }) => consumer);
  const withoutGrants = partners.filter((partner) => !grantsByPartner.has(partner));
  const rules = [
    ...partners.flatMap((partner) => elsewhere(partner, grantsByPartner.get(partner) ?? [], federation)),
    ...(withoutGrants.length > 0 ? [{ from: [{ source: { principals: withoutGrants.map(everyone) } }] }] : []),
  ];
  return planned(
    "AuthorizationPolicy",
    metadata({ federation, namespace: cluster.istio.rootNamespace }, "federation-partners", syncedFirst),
    { action: "DENY", rules },
    `Workloads of ${partners.map(({ name }) => name).join(", ")} are trusted in this mesh. They may call only exposed ports, by the server names of services exposed to them. README.md states the limits.`,
  );
}

/** Denies all ports except the exposed ones, and on those all server names except those of the services there. */
function elsewhere(partner: Cluster, grants: readonly Grant[], federation: string): readonly AuthorizationRule[] {
  if (grants.length === 0) return [];
  const from = [{ source: { principals: [everyone(partner)] } }];
  const grantsByPort = [...grouped(grants, ({ exposure }) => exposure.targetPort ?? 0)].sort(([a], [b]) => a - b);
  const ports = grantsByPort.map(([port]) => String(port));
  const byOtherNames = grantsByPort.map(([port, grantsOfPort]): AuthorizationRule => {
    const notValues = sorted(grantsOfPort.flatMap((grant) => serverNames(grant, federation)));
    const to = ports.length > 1 ? { to: [{ operation: { ports: [String(port)] } }] } : {};
    return { from, ...to, when: [{ key: "connection.sni", notValues }] };
  });
  return [{ from, to: [{ operation: { notPorts: ports } }] }, ...byOtherNames];
}
