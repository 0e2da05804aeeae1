import { warning } from "../../rule.ts";

export const unmanagedSettings = warning("FED325", "delivery for a cluster that configures itself", {
  finds: `A partner with "managed: false" has "gitops".`,
  why: `\
"gitops" says where "fedc publish" brings a cluster's overlay. fedc delivers
nothing to a partner that configures itself: "fedc handover" writes what the
partner needs, and you give it to the partner.

Its other settings, such as "replicas" or "certificate", have an effect on the
overlay that "fedc handover --overlay" writes. Other clusters do not use them.`,
  wrongLead: `Does nothing:`,
  wrong: `\
partner:
  managed: false
  gateways: { ingress: { addresses: [192.0.2.30] } }
  gitops: { ... }`,
  rightLead: `Enough:`,
  right: `\
partner:
  managed: false
  gateways: { ingress: { addresses: [192.0.2.30] } }`,
  check({ file, at, report }) {
    for (const [name, cluster] of Object.entries(file.clusters))
      if (cluster.managed === false && cluster.gitops)
        report({
          at: at.key(cluster, "gitops"),
          message: `\`gitops\` has no effect: \`${name}\` configures itself`,
          related: { at: at.key(cluster, "managed"), message: "set here" },
          help: "remove `gitops`",
        });
  },
});
