import { didYouMean } from "../../../findings/suggest.ts";
import { error } from "../../rule.ts";

/** cert-manager's own API group, and its kinds of issuer. Issuers that are installed separately have groups of their own. */
const ownGroup = "cert-manager.io";
const kinds: readonly string[] = ["ClusterIssuer", "Issuer"];

export const issuerKind = error("FED429", "issuer of a kind that cert-manager does not have", {
  finds: `\
An "issuerRef" of the API group cert-manager.io names a kind other than Issuer
and ClusterIssuer.`,
  why: `\
cert-manager's own group has two kinds: an Issuer signs for its own namespace, a
ClusterIssuer for the whole cluster. Kubernetes accepts a Certificate that names
another kind, and nothing signs it: the gateway waits for its Secret, and no
call arrives. Issuers of another make, such as AWSPCAClusterIssuer, have a group
of their own, which you must write.`,
  wrong: `\
issuerRef: { kind: Secret, name: federation-ca }
issuerRef: { kind: AWSPCAClusterIssuer, name: federation-ca }`,
  right: `\
issuerRef: { kind: ClusterIssuer, name: federation-ca }
issuerRef:
  kind: AWSPCAClusterIssuer
  name: federation-ca
  group: awspca.cert-manager.io`,
  remark: `\
If you have a Secret with a certificate and key of your own, name it under
"secrets" instead.`,
  check({ file, at, report }) {
    for (const [name, { trust, managed }] of Object.entries(file.clusters)) {
      const issuer = trust?.gateways?.certificate?.issuerRef;
      if (!issuer || managed === false || (issuer.group ?? ownGroup) !== ownGroup || kinds.includes(issuer.kind)) continue;
      report({
        at: at.value(issuer, "kind"),
        message: `cert-manager has no \`${issuer.kind}\` that could sign the certificates of \`${name}\``,
        help:
          didYouMean(issuer.kind, kinds) ??
          (issuer.kind === "Secret"
            ? "write `ClusterIssuer` or `Issuer`, or name your own Secrets under `secrets` in place of `issuerRef`"
            : "write `ClusterIssuer` or `Issuer`; an issuer of another make also needs its `group`"),
      });
    }
  },
});
