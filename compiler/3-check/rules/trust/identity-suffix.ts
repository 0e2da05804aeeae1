import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** No gateway's identity ends in another cluster's name, which that one's root may sign as a DNS name. */
export const identitySuffix: Rule = {
  code: "FED368",
  severity: "error",
  title: "identity that ends in another cluster's name",
  finds: `\
A partner's root may vouch for DNS names that end in the partner's hostname, and
Envoy compares an expected identity with alternative names of every kind.`,
  why: `\
An
identity that ends in a dot and another cluster's hostname could be signed by
that cluster's root, as a DNS name.`,
  example: `\
Wrong, where another cluster's hostname is c2.example.com:

  identity: { ingress: spiffe://c1.example.com/for.c2.example.com }

Right:

  identity: { ingress: spiffe://c1.example.com/for-c2 }`,
  check(context) {
    for (const cluster of context.federation.clusters.values()) checkCluster(cluster, context);
  },
};

function checkCluster({ name, written }: Cluster, { federation, at, report }: RuleContext): void {
  const own = written.trust?.gateways?.identity;
  if (!own) return;
  for (const side of ["ingress", "egress"] as const) {
    const identity = own[side]?.toLowerCase();
    const other = [...federation.clusters.values()].find((cluster) => cluster.name !== name && identity?.endsWith(`.${cluster.hostname}`));
    if (!other) continue;
    report({
      at: at.value(own, side),
      message: `the identity of the ${side} gateway of \`${name}\` could be signed by the root of \`${other.name}\`: it ends in the hostname of that cluster`,
      related: { at: at.value(other.written, "hostname"), message: "its hostname" },
      help: "let it end in something else",
    });
  }
}
