import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { TrustedPartner } from "../../2-resolve/trusted-roots.ts";
import { bundleAnchors } from "../../certificates/bundle-anchors.ts";
import { constrainedAnchor } from "../../certificates/constrained-anchor.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { serverNames } from "../exposed-hosts.ts";
import { type Manifest, manifest, metadata, syncedFirst } from "../manifest.ts";
import { everyone } from "../names.ts";
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
  const granted = new Map(
    partners.map((partner) => [partner, grantsIn("workloads", inboundGrants).filter(({ consumer }) => consumer === partner)]),
  );
  const withoutGrants = partners.filter((partner) => granted.get(partner)?.length === 0);
  const rules = [
    ...[...granted].flatMap(([partner, grants]) => (grants.length > 0 ? elsewhere(partner, grants, federation) : [])),
    ...(withoutGrants.length > 0 ? [{ from: [{ source: { principals: withoutGrants.map(everyone) } }] }] : []),
  ];
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata({ federation, namespace: cluster.istio.rootNamespace }, "federation-partners", syncedFirst),
      spec: { action: "DENY", rules },
    },
    `Workloads of ${partners.map(({ name }) => name).join(", ")} are trusted in this mesh. They may call only exposed ports, by the server names of services exposed to them. README.md states the limits.`,
  );
}

/** Denies all ports except the exposed ones, and on those all server names except those of the services there. */
function elsewhere(partner: Cluster, grants: readonly Grant[], federation: string): readonly AuthorizationRule[] {
  const from = [{ source: { principals: [everyone(partner)] } }];
  const byPort = [...grouped(grants, ({ exposure }) => exposure.targetPort ?? 0)].sort(([a], [b]) => a - b);
  const ports = byPort.map(([port]) => String(port));
  const byOtherNames = byPort.map(([port, served]): AuthorizationRule => {
    const notValues = sorted(served.flatMap((grant) => serverNames(grant, federation)));
    const to = ports.length > 1 ? { to: [{ operation: { ports: [String(port)] } }] } : {};
    return { from, ...to, when: [{ key: "connection.sni", notValues }] };
  });
  return [{ from, to: [{ operation: { notPorts: ports } }] }, ...byOtherNames];
}
