import { didYouMeanOneOf } from "../../../findings/suggest.ts";
import { error } from "../../rule.ts";

export const missingIssuer = error("FED626", "issuer that does not exist", {
  finds: `\
The cluster's dump has issuers of cert-manager, and the one that "issuerRef"
names is not among them. An Issuer counts only in the gateways' namespace.`,
  why: "Without its issuer no certificate is made, and the gateways have no key pair.",
  wrongLead: "Wrong, where there is a ClusterIssuer federation-ca:",
  wrong: `\
certificate: { issuerRef: { kind: Issuer, name: federation-ca } }`,
  right: `\
certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } }`,
  check({ federation, inventory, at, report }) {
    for (const { name: cluster, namespace, issuer, written } of federation.clusters.values()) {
      const standing = inventory.of({ name: cluster });
      const kind = issuer?.kind === "ClusterIssuer" || issuer?.kind === "Issuer" ? issuer.kind : undefined;
      const isOwnKind = issuer?.group === undefined || issuer.group === "cert-manager.io";
      const entry = written.trust?.gateways?.certificate?.issuerRef;
      if (!issuer || !kind || !isOwnKind || !entry || !standing?.has("Issuer", "ClusterIssuer")) continue;
      const within = kind === "Issuer" ? namespace : "";
      if (kind === "Issuer" && !standing.has("Issuer") && !standing.has("ClusterIssuer")) continue;
      if (standing.find(kind, within, issuer.name)) continue;
      const other = kind === "Issuer" ? standing.find("ClusterIssuer", "", issuer.name) : standing.find("Issuer", namespace, issuer.name);
      report({
        at: at.value(entry, "name"),
        message: `\`${cluster}\` has no ${kind} \`${issuer.name}\`${within === "" ? "" : ` in the namespace \`${namespace}\``}`,
        ...(other && { related: { at: other.at, message: `is a ${other.kind}` } }),
        help: other
          ? `write \`kind: ${other.kind}\``
          : (didYouMeanOneOf(
              issuer.name,
              standing.all(kind).map(({ name }) => name),
            ) ?? `create the ${kind}`),
      });
    }
  },
});
