import type { IssuerRef } from "../1-load/federation-file.ts";
import { bundleLimits } from "../certificates/pem.ts";
import { readCertificates } from "../certificates/read-certificate.ts";
import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { listIn, type StandingObject, textIn } from "../inventory/standing-object.ts";
import type { HandMadeFederation } from "./hand-made.ts";

/** The root by which callers verify a cluster's gateway: the Secret that the DestinationRule for it names. */
export function gatewayRoot(
  cluster: string,
  { uses }: HandMadeFederation,
): { readonly pem: string; readonly object: StandingObject } | undefined {
  for (const { exposer, name, call } of uses) {
    if (exposer !== cluster) continue;
    for (const rule of call.objects.filter(({ kind }) => kind === "DestinationRule")) {
      const secret = credentialIn(rule);
      if (secret === undefined) continue;
      const { standing } = name.consumer;
      for (const object of standing.all("Secret").filter((one) => one.name === `${secret}-cacert` || one.name === secret)) {
        const pem = textIn(object.data, "data", "ca.crt") ?? textIn(object.data, "data", "cacert");
        const [root] = pem ? readCertificates(pem, bundleLimits).certificates.filter(({ selfIssued }) => selfIssued) : [];
        if (pem && root) return { pem, object };
      }
    }
  }
  return undefined;
}

function credentialIn({ spec }: StandingObject): string | undefined {
  const policies = [spec, ...listIn(spec, "subsets")].flatMap((one) => [
    textIn(one, "trafficPolicy", "tls", "credentialName"),
    ...listIn(one, "trafficPolicy", "portLevelSettings").map((setting) => textIn(setting, "tls", "credentialName")),
  ]);
  return policies.find((name) => name !== undefined);
}

/** The issuer of the key pairs that hand-made Gateways use. */
export function gatewayIssuer(
  standing: ClusterInventory | undefined,
): { readonly ref: IssuerRef; readonly object: StandingObject } | undefined {
  const secrets = new Set(
    (standing?.all("Gateway", "DestinationRule") ?? []).flatMap((object) => [
      ...listIn(object.spec, "servers").flatMap((server) => textIn(server, "tls", "credentialName") ?? []),
      ...(credentialIn(object) ?? "").split("\n"),
    ]),
  );
  for (const object of standing?.all("Certificate") ?? []) {
    const [kind, name] = [textIn(object.spec, "issuerRef", "kind") ?? "Issuer", textIn(object.spec, "issuerRef", "name")];
    if (name !== undefined && secrets.has(textIn(object.spec, "secretName") ?? "")) return { ref: { kind, name }, object };
  }
  return undefined;
}
