import type { Cluster } from "../../2-resolve/federation.ts";
import type { GatewayKeyPair } from "./throw-away-authority.ts";

/**
 * The Secret of one gateway's key pair. It bears no `ca.crt`: that would be the whole authority, which Istio falls back to where the bundle
 * of partners' roots is missing.
 */
export function gatewaySecret(
  cluster: Cluster,
  side: "ingress" | "egress",
  { certificate, privateKey }: GatewayKeyPair,
  end: Date,
): string {
  return `# NOT FOR PRODUCTION: ${cluster.name}'s ${side} gateway, until ${end.toISOString().slice(0, 10)}. Holds a private key: never commit it.
apiVersion: v1
kind: Secret
metadata:
  name: ${JSON.stringify(cluster.credentials[side])}
  namespace: ${JSON.stringify(cluster.namespace)}
type: kubernetes.io/tls
stringData:
  tls.crt: |
${indented(certificate)}
  tls.key: |
${indented(privateKey)}
`;
}

function indented(pem: string): string {
  return pem.trimEnd().replace(/^/gm, "    ");
}
