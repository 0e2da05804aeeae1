import type { Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { error, type RuleContext } from "../../rule.ts";
import { type TrustedGateways, trustedGateways } from "../../trusted-clusters.ts";

export const certificateMissing = error("FED359", "gateway without a certificate", {
  finds: `\
A cluster exposes or consumes in mode gateways and does not say which root signs
its gateways' certificates, or where these certificates come from.`,
  why: `\
Every call in mode gateways is between two gateways that prove to each other who
they are. The other clusters need the root. The cluster itself also needs the
certificates, unless it configures itself: an issuer of cert-manager, or Secrets
of yours in the gateways' namespace, one for each gateway that is needed.`,
  where: `the cluster exposes and consumes`,
  wrong: `\
trust:
  gateways:
    root: example-ca
    certificate: { secrets: { ingress: border-in } }`,
  right: `\
trust:
  gateways:
    root: example-ca
    certificate: { secrets: { ingress: border-in, egress: border-out } }`,
  remark: `\
or

      certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } }

A partner with "managed: false" needs the root only.`,
  check(context) {
    for (const gateways of trustedGateways(context.federation)) checkGateways(gateways, context);
  },
});

function checkGateways({ cluster, exposes, consumes }: TrustedGateways, { file, at, report }: RuleContext): void {
  const { name, managed, written } = cluster;
  const trust = written.trust?.gateways;
  const grant = exposes ?? consumes;
  if (!grant) return;
  if (!trust)
    report({
      at: written.trust ? at.key(written, "trust") : at.key(file.clusters, name),
      message: `\`${name}\` does not say which root signs its gateways' certificates`,
      related: neededFor(grant),
      help: "add `trust: { gateways: { root: …, certificate: { issuerRef: … } } }`",
    });
  else if (managed && !trust.certificate)
    report({
      at: at.key(trust, "root"),
      message: `\`${name}\` does not say where its gateways' certificates come from`,
      related: neededFor(grant),
      help: "add `certificate`, with `issuerRef` or with `secrets`",
    });
  else if (managed && trust.certificate?.secrets) {
    const { secrets } = trust.certificate;
    for (const [side, need] of [["ingress", exposes] as const, ["egress", consumes] as const])
      if (need && secrets[side] === undefined)
        report({
          at: at.key(trust.certificate, "secrets"),
          message: `\`secrets\` of \`${name}\` does not name the Secret of its ${side} gateway`,
          related: neededFor(need),
          help: `add \`${side}: NAME\``,
        });
  }

  function neededFor({ allow }: Grant) {
    return { at: allowPlace(at, allow), message: "needed for this" };
  }
}
