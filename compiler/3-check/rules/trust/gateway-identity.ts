import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** A gateway's identity belongs to its cluster, and to it alone. */
export const gatewayIdentity: Rule = {
  code: "FED361",
  severity: "error",
  title: "identity that is not the gateway's own",
  finds: `\
A partner's root may vouch for names under the partner's hostname only, so a
gateway whose identity lies elsewhere is believed by nobody.`,
  why: `\
And the two
gateways of a cluster do different things: if the ingress gateway could pass for
the egress gateway, whoever gets hold of it could call others.`,
  example: `\
Wrong, where the hostname is c1.example.com:

  identity:
    ingress: spiffe://example.com/gateway
    egress: spiffe://example.com/gateway

Right:

  identity:
    ingress: spiffe://c1.example.com/gateway-in
    egress: spiffe://c1.example.com/gateway-out`,
  check(context) {
    for (const cluster of context.federation.clusters.values()) checkCluster(cluster, context);
  },
};

function checkCluster({ name, hostname, identity, written }: Cluster, { at, report }: RuleContext): void {
  const own = written.trust?.gateways?.identity;
  if (!own) return;
  const elsewhere = (["ingress", "egress"] as const).filter((side) => !identity[side].startsWith(`spiffe://${hostname}/`));
  for (const side of elsewhere)
    if (own[side] !== undefined)
      report({
        at: at.value(own, side),
        message: `the identity of the ${side} gateway of \`${name}\` does not lie under its hostname`,
        related: { at: at.value(written, "hostname"), message: "its hostname" },
        help: `let it begin with \`spiffe://${hostname}/\``,
      });
  if (elsewhere.length > 0 || identity.ingress !== identity.egress) return;
  const side = own.egress === undefined ? "ingress" : "egress";
  report({
    at: at.value(own, side),
    message: `both gateways of \`${name}\` have the identity \`${identity[side]}\``,
    related:
      own.egress !== undefined && own.ingress !== undefined
        ? { at: at.value(own, "ingress"), message: "the ingress gateway's" }
        : undefined,
    help: "give each an identity of its own",
  });
}
