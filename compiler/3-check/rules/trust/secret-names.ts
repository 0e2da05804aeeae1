import { error } from "../../rule.ts";

export const secretNames = error("FED360", "unusable Secret name", {
  finds: `\
A gateway's Secret has a name that Istio uses for something else, or both
gateways of a cluster have the same Secret.`,
  why: `\
A gateway's Secret holds its certificate and private key. Istio takes what the
gateway trusts from a second Secret, with "-cacert" behind the name. It
therefore never reads a key pair from a name that ends in "-cacert", and
"cacerts" and "istio-ca-secret" hold Istio's own authority.

Each gateway needs a Secret of its own, since the two trust different clusters:
the ingress gateway trusts consumers, the egress gateway trusts exposers.`,
  wrong: `secrets: { ingress: border, egress: border }`,
  right: `secrets: { ingress: border-in, egress: border-out }`,
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
            message: "from a Secret whose name ends in `-cacert`, Istio reads what a gateway trusts, not its key pair",
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
});
