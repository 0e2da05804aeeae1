import { error } from "../../rule.ts";

const sides = ["ingress", "egress"] as const;

export const gatewayIdentity = error("FED361", "identity that is not the gateway's own", {
  finds: `\
The identity of a gateway does not lie under its cluster's hostname, or both
gateways of a cluster have the same identity.`,
  why: `\
A partner's root may sign names under the partner's hostname only, so other
clusters refuse a gateway with any other name. The two gateways of a cluster do
different things: if the ingress gateway could pass for the egress gateway, an
attacker who takes it over could call other clusters.`,
  wrongLead: `Wrong, where the hostname is c1.example.com:`,
  wrong: `\
identity:
  ingress: spiffe://example.com/gateway
  egress: spiffe://example.com/gateway`,
  right: `\
identity:
  ingress: spiffe://c1.example.com/gateway-in
  egress: spiffe://c1.example.com/gateway-out`,
  check({ federation, at, report }) {
    for (const { name, hostname, identity, written } of federation.clusters.values()) {
      const own = written.trust?.gateways?.identity;
      if (!own) continue;
      const outside = sides.filter((side) => !identity[side].startsWith(`spiffe://${hostname}/`));
      for (const side of outside)
        if (own[side] !== undefined)
          report({
            at: at.value(own, side),
            message: `the identity of the ${side} gateway of \`${name}\` does not lie under its hostname`,
            related: { at: at.value(written, "hostname"), message: "its hostname" },
            help: `let it begin with \`spiffe://${hostname}/\``,
          });
      if (outside.length > 0 || identity.ingress !== identity.egress) continue;
      const isBothWritten = own.egress !== undefined && own.ingress !== undefined;
      report({
        at: at.value(own, own.egress === undefined ? "ingress" : "egress"),
        message: `both gateways of \`${name}\` have the identity \`${identity.egress}\``,
        related: isBothWritten ? { at: at.value(own, "ingress"), message: "the ingress gateway's" } : undefined,
        help: "give each an identity of its own",
      });
    }
  },
});

export const identitySuffix = error("FED368", "identity that ends in another cluster's name", {
  finds: `A gateway's identity ends in a dot and the hostname of another cluster.`,
  why: `\
A partner's root may sign DNS names that end in the partner's hostname, and
Envoy compares an expected identity with alternative names of every kind. That
cluster's root could therefore sign this identity as a DNS name, and its owner
could pass for the gateway.`,
  wrongLead: `Wrong, where another cluster's hostname is c2.example.com:`,
  wrong: `identity: { ingress: spiffe://c1.example.com/for.c2.example.com }`,
  right: `identity: { ingress: spiffe://c1.example.com/for-c2 }`,
  check({ federation, at, report }) {
    const clusters = [...federation.clusters.values()];
    for (const { name, written } of clusters) {
      const own = written.trust?.gateways?.identity;
      for (const side of own ? sides : []) {
        const identity = own?.[side]?.toLowerCase();
        const signer = clusters.find((cluster) => cluster.name !== name && identity?.endsWith(`.${cluster.hostname}`));
        if (own && signer)
          report({
            at: at.value(own, side),
            message: `the root of \`${signer.name}\` could sign the identity of the ${side} gateway of \`${name}\`, which ends in the hostname of \`${signer.name}\``,
            related: { at: at.value(signer.written, "hostname"), message: "its hostname" },
            help: "let it end in something else",
          });
      }
    }
  },
});
