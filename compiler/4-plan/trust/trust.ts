import type { TrustedRoots } from "../../2-resolve/trusted-roots.ts";
import { trustBundle } from "../../certificates/bundle-anchors.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { planMeshTrust } from "./mesh-trust.ts";

/** `trust.yaml`: the gateways' certificates, and the partners' roots, each bound to its owners' names; what partners' workloads never reach. */
export function planTrust(view: ClusterView): readonly PlannedFile[] {
  const atGateways = view.trusted.flatMap((trusted) => (trusted.place === "workloads" ? [] : gatewayTrust(view, trusted, trusted.place)));
  return [{ name: "trust.yaml", manifests: [...planMeshTrust(view), ...atGateways] }];
}

function gatewayTrust(view: ClusterView, trusted: TrustedRoots, side: "ingress" | "egress"): readonly Manifest[] {
  const { cluster } = view;
  const credential = cluster.credentials[side];
  const certificate = cluster.issuer
    ? [
        manifest({
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: metadata({ federation: view.federation, namespace: cluster.namespace }, credential),
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
  return [...certificate, bundle(view, trusted, credential)];
}

/**
 * Istio finds it by its name, and would fall back to the whole authority of the gateway's own key pair without it: so it goes
 * last when things are withdrawn.
 */
function bundle({ federation, cluster }: ClusterView, { partners }: TrustedRoots, credential: string): Manifest {
  // An empty bundle would be no bundle at all, and Istio would trust the gateway's own issuer for everything.
  for (const { name, certificates } of partners) if (certificates.length === 0) throw new Error(`${name} has no root`);
  return manifest(
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata({ federation, namespace: cluster.namespace }, `${credential}-cacert`, {
        "argocd.argoproj.io/sync-options": "PruneLast=true",
      }),
      stringData: { "ca.crt": trustBundle(partners) },
    },
    "Public roots of partners, each as an anchor that can vouch for its owners' names only:",
    ...partners.map(({ cluster: owner, name, root }) => `${owner.name} (${name}) by ${root?.name}`),
  );
}
