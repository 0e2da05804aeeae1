import type { Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { error } from "../../rule.ts";
import { trustedGateways } from "../../trusted-clusters.ts";

export const certificateMissing = error("FED359", "gateway without a certificate", {
  finds: `\
A cluster exposes or consumes in mode gateways and does not say which root signs
its gateways' certificates, or where these certificates come from.`,
  why: `\
Every call in mode gateways is between two gateways that prove to each other who
they are. The other clusters need the root. The cluster itself also needs the
certificates, unless it configures itself: an issuer of cert-manager, or Secrets
of yours in the gateways' namespace, one for each gateway that is needed.`,
  wrongLead: `Wrong, where the cluster exposes and consumes:`,
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
  check({ federation, file, at, report }) {
    const neededFor = (grant: Grant | undefined) => grant && { at: allowPlace(at, grant.allow), message: "needed for this" };
    for (const { cluster, ingress, egress } of trustedGateways(federation)) {
      const { name, managed, written } = cluster;
      const trust = written.trust?.gateways;
      if (!trust)
        report({
          at: written.trust ? at.key(written, "trust") : at.key(file.clusters, name),
          message: `\`${name}\` does not say which root signs its gateways' certificates`,
          related: neededFor(ingress ?? egress),
          help: "add `trust: { gateways: { root: …, certificate: { issuerRef: … } } }`",
        });
      else if (managed && !trust.certificate)
        report({
          at: at.key(trust, "root"),
          message: `\`${name}\` does not say where its gateways' certificates come from`,
          related: neededFor(ingress ?? egress),
          help: "add `certificate`, with `issuerRef` or with `secrets`",
        });
      else if (managed && trust.certificate?.secrets) {
        const { secrets } = trust.certificate;
        for (const [side, grant] of Object.entries({ ingress, egress }))
          if (grant && secrets[side as keyof typeof secrets] === undefined)
            report({
              at: at.key(trust.certificate, "secrets"),
              message: `\`secrets\` of \`${name}\` does not name the Secret of its ${side} gateway`,
              related: neededFor(grant),
              help: `add \`${side}: NAME\``,
            });
      }
    }
  },
});
