import type { Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { type TrustedGateways, trustedGateways } from "../../gateway-trust.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** A cluster that takes part in a grant says what proves its gateways' identity. */
export const certificateMissing: Rule = {
  code: "FED359",
  severity: "error",
  title: "gateway without a certificate",
  finds: `\
In mode gateways every call is between two gateways that prove to each other who
they are.`,
  why: `\
So a cluster that exposes or consumes says which root signs its
gateways' certificates, and, unless it configures itself, where they come from:
an issuer of cert-manager, or Secrets of yours in the gateways' namespace, one
for each gateway that is needed.`,
  example: `\
Wrong, where the cluster exposes and consumes:

  trust:
    gateways:
      root: example-ca
      certificate: { secrets: { ingress: border-in } }

Right:

  trust:
    gateways:
      root: example-ca
      certificate: { secrets: { ingress: border-in, egress: border-out } }

or

      certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } }

Of a partner with "managed: false" the others need the root only.`,
  check(context) {
    for (const gateways of trustedGateways(context.federation)) checkGateways(gateways, context);
  },
};

function checkGateways({ cluster, exposes, consumes }: TrustedGateways, { file, at, report }: RuleContext): void {
  const { name, managed, written } = cluster;
  const trust = written.trust?.gateways;
  const grant = exposes ?? consumes;
  if (!grant) return;
  if (!trust) {
    const help = "add `trust: { gateways: { root: …, certificate: { issuerRef: … } } }`";
    const place = written.trust ? at.key(written, "trust") : at.key(file.clusters, name);
    report({ at: place, message: `\`${name}\` does not say which root signs its gateways' certificates`, related: neededFor(grant), help });
  } else if (managed && !trust.certificate) {
    const help = "add `certificate`, with `issuerRef` or with `secrets`";
    report({
      at: at.key(trust, "root"),
      message: `\`${name}\` does not say where its gateways' certificates come from`,
      related: neededFor(grant),
      help,
    });
  } else if (managed && trust.certificate?.secrets) {
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
