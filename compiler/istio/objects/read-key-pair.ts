import type { ObjectHead } from "./object-head.ts";

/** A certificate that cert-manager is asked for. */
export interface KeyPair {
  readonly namespace: string;
  readonly secret: string;
  readonly uris: readonly string[];
  readonly forServers: boolean;
  readonly forClients: boolean;
}

export function readKeyPair(head: ObjectHead): KeyPair {
  const spec = head.fields.only("apiVersion", "kind", "metadata", "spec").fields("spec");
  spec.only("secretName", "uris", "usages", "privateKey", "issuerRef");
  const usages = spec.texts("usages");
  return {
    namespace: head.name.namespace,
    secret: spec.text("secretName"),
    uris: spec.texts("uris"),
    forServers: usages.includes("server auth"),
    forClients: usages.includes("client auth"),
  };
}
