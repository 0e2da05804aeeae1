import type { TrustedRoots } from "../../2-resolve/trusted-roots.ts";
import { trustBundle } from "../../certificates/bundle-anchors.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { planMeshTrust } from "./mesh-trust.ts";

/** `trust.yaml`: the gateways' certificates, the partners' roots constrained to their owners' names, and the policy on partners' workloads. */
export function planTrust(view: ClusterView): readonly PlannedFile[] {
  const atGateways = view.trusted.flatMap((trusted) => (trusted.place === "workloads" ? [] : gatewayTrust(view, trusted, trusted.place)));
  return [{ name: "trust.yaml", manifests: [...planMeshTrust(view), ...atGateways] }];
}

function gatewayTrust({ cluster, home }: ClusterView, { partners }: TrustedRoots, side: "ingress" | "egress"): readonly Manifest[] {
  const { issuer, identity } = cluster;
  const secretName = cluster.credentials[side];
  // Istio ignores an empty bundle, and would trust the gateway's own issuer for everything.
  for (const { name, certificates } of partners) if (certificates.length === 0) throw new Error(`${name} has no root`);
  const bundle = manifest(
    {
      apiVersion: "v1",
      kind: "Secret",
      // Istio finds the bundle by its name. It is pruned last: a gateway without its bundle would accept any certificate of its own issuer.
      metadata: metadata(home, `${secretName}-cacert`, { "argocd.argoproj.io/sync-options": "PruneLast=true" }),
      stringData: { "ca.crt": trustBundle(partners) },
    },
    "Public roots of partners. Each is constrained to the names of its owners:",
    ...partners.map(({ cluster: owner, name, root }) => `${owner.name} (${name}) by ${root?.name}`),
  );
  if (!issuer) return [bundle];
  const certificate = planned("Certificate", metadata(home, secretName), {
    secretName,
    uris: [identity[side]],
    usages: ["digital signature", side === "ingress" ? "server auth" : "client auth"],
    privateKey: { algorithm: "ECDSA", rotationPolicy: "Always" },
    issuerRef: issuer,
  });
  return [certificate, bundle];
}
