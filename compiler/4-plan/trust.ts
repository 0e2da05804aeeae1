import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import { trustBundle } from "../certificates/trust-bundle.ts";
import type { Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "./manifest.ts";

/** `trust.yaml`: the gateways' certificates, and the partners' roots, each bound to its owners' names. */
export function planTrust(involvement: Involvement, federation: Federation): readonly PlannedFile[] {
  const consumers = involvement.offers.map(({ consumer }) => consumer);
  const exposers = involvement.wants.map(({ exposure }) => exposure.cluster);
  const manifests = [
    ...(consumers.length > 0 ? gatewayTrust(involvement, "ingress", consumers, federation) : []),
    ...(exposers.length > 0 ? gatewayTrust(involvement, "egress", exposers, federation) : []),
  ];
  return [{ name: "trust.yaml", manifests }];
}

function gatewayTrust(
  involvement: Involvement,
  side: "ingress" | "egress",
  partners: readonly Cluster[],
  federation: Federation,
): readonly Manifest[] {
  const { cluster } = involvement;
  const credential = cluster.credentials[side];
  const certificate = cluster.issuer
    ? [
        manifest({
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: metadata({ federation: involvement.federation, namespace: cluster.namespace }, credential),
          spec: {
            secretName: credential,
            uris: [cluster.identity[side]],
            usages: ["digital signature", side === "ingress" ? "server auth" : "client auth"],
            privateKey: { algorithm: "ECDSA", rotationPolicy: "Always" },
            issuerRef: cluster.issuer,
          },
        }),
      ]
    : [];
  return [...certificate, bundle(involvement, side, partners, federation)];
}

/**
 * Istio finds it by its name, and would fall back to the whole authority of the gateway's own key pair without it: so it goes
 * last when things are withdrawn.
 */
function bundle(
  { federation: name, cluster }: Involvement,
  side: "ingress" | "egress",
  partners: readonly Cluster[],
  federation: Federation,
): Manifest {
  const owners = sorted(partners.map((partner) => partner.name)).flatMap((partner) => federation.clusters.get(partner) ?? []);
  const roots = owners.map((owner) => ({
    name: owner.hostname,
    certificates: (federation.roots.get(owner.root ?? "")?.items ?? []).flatMap(({ certificates }) => certificates),
  }));
  // An empty bundle would be no bundle at all, and Istio would trust the gateway's own issuer for everything.
  for (const { name, certificates } of roots) if (certificates.length === 0) throw new Error(`${name} has no root`);
  return manifest(
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata({ federation: name, namespace: cluster.namespace }, `${cluster.credentials[side]}-cacert`, {
        "argocd.argoproj.io/sync-options": "PruneLast=true",
      }),
      stringData: { "ca.crt": trustBundle(roots) },
    },
    "Public roots of partners, each as an anchor that can vouch for its owners' names only:",
    ...owners.map((owner) => `${owner.name} (${owner.hostname}) by ${owner.root}`),
  );
}
