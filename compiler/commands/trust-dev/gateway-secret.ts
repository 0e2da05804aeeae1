/** A Secret for a gateway's key pair. */
interface GatewaySecret {
  readonly cluster: string;
  readonly side: "ingress" | "egress";
  readonly name: string;
  readonly namespace: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly end: Date;
}

/** Has no `ca.crt`: that would be the whole authority, and Istio falls back to it if the bundle of the partners' roots is missing. */
export function gatewaySecret({ cluster, side, name, namespace, certificate, privateKey, end }: GatewaySecret): string {
  return `# NOT FOR PRODUCTION: ${cluster}'s ${side} gateway, until ${end.toISOString().slice(0, 10)}. Holds a private key: never commit it.
apiVersion: v1
kind: Secret
metadata:
  name: ${JSON.stringify(name)}
  namespace: ${JSON.stringify(namespace)}
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
