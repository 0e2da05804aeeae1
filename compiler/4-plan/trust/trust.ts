import type { TrustedRoots } from "../../2-resolve/trusted-roots.ts";
import { trustBundle } from "../../certificates/bundle-anchors.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { planMeshTrust } from "./mesh-trust.ts";

/** `trust.yaml`: the gateways' certificates, the partners' roots constrained to their owners' names, and the policy on partners' workloads. */
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
 * Istio finds the bundle by its name. It is pruned last: a gateway without its bundle would accept any certificate of its own issuer.
 */
function bundle({ federation, cluster }: ClusterView, { partners }: TrustedRoots, credential: string): Manifest {
  // Istio ignores an empty bundle, and would trust the gateway's own issuer for everything.
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
    "Public roots of partners. Each is constrained to the names of its owners:",
    ...partners.map(({ cluster: owner, name, root }) => `${owner.name} (${name}) by ${root?.name}`),
  );
}
