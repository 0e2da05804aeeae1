import type { Rule } from "../../rule.ts";

/** The gateways' Secrets have names that Istio takes as they are meant, one for each gateway. */
export const secretNames: Rule = {
  code: "FED360",
  severity: "error",
  title: "Secret name that cannot be",
  finds: `A Secret of a gateway holds its certificate and private key.`,
  why: `\
Beside it lies
another one with "-cacert" behind the name, which holds what the gateway trusts;
Istio finds it by that name. So a name that ends in "-cacert" itself is never
read as a key pair, and "cacerts" and "istio-ca-secret" are Istio's own
authority.

Each gateway has a Secret of its own: what the ingress gateway trusts are
consumers, what the egress gateway trusts are exposers.`,
  example: `\
Wrong:

  secrets: { ingress: border, egress: border }

Right:

  secrets: { ingress: border-in, egress: border-out }`,
  check({ file, at, report }) {
    for (const [name, { trust }] of Object.entries(file.clusters)) {
      const secrets = trust?.gateways?.certificate?.secrets;
      if (!secrets) continue;
      for (const side of ["ingress", "egress"] as const) {
        const secret = secrets[side];
        if (secret === "cacerts" || secret === "istio-ca-secret")
          report({
            at: at.value(secrets, side),
            message: `the Secret \`${secret}\` holds Istio's own authority, not a gateway's key pair`,
            help: "name a Secret with the gateway's certificate and key",
          });
        else if (secret?.endsWith("-cacert"))
          report({
            at: at.value(secrets, side),
            message: `Istio reads a Secret whose name ends in \`-cacert\` as what a gateway trusts, not as its key pair`,
            help: "choose another name",
          });
      }
      if (secrets.ingress !== undefined && secrets.ingress === secrets.egress)
        report({
          at: at.value(secrets, "egress"),
          message: `both gateways of \`${name}\` have the Secret \`${secrets.egress}\``,
          related: { at: at.value(secrets, "ingress"), message: "the ingress gateway's" },
          help: "give each its own: they trust different clusters",
        });
    }
  },
};
