import { warning } from "../../rule.ts";

export const missingCredential = warning("FED627", "key pair that does not exist", {
  finds: `\
"secrets" names a Secret with the key pair of a gateway, and the cluster's dump
has Secrets of the gateways' namespace, but not this one.`,
  why: "A gateway without its key pair accepts no connection, or cannot prove who it is.",
  wrongLead: "Wrong, where the Secret is called ingress-tls:",
  wrong: `\
certificate: { secrets: { ingress: ingress-certificate } }`,
  right: `\
certificate: { secrets: { ingress: ingress-tls } }`,
  check({ federation, inventory, at, report }) {
    for (const { name: cluster, namespace, written } of federation.clusters.values()) {
      const standing = inventory.of({ name: cluster });
      const secrets = written.trust?.gateways?.certificate?.secrets;
      if (!secrets || !standing || standing.inNamespace(namespace, "Secret").length === 0) continue;
      for (const side of ["ingress", "egress"] as const) {
        const name = secrets[side];
        if (name === undefined || standing.find("Secret", namespace, name)) continue;
        report({
          at: at.value(secrets, side),
          message: `\`${cluster}\` has no Secret \`${name}\` in the namespace \`${namespace}\``,
          help: "create it there, with `tls.crt` and `tls.key`",
        });
      }
    }
  },
});
