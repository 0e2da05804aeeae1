import type { Rule } from "../../rule.ts";

export const besideGateways: Rule = {
  code: "FED337",
  severity: "warning",
  title: "exposed Service in the gateways' namespace",
  finds: `The Service behind an exposed service is in the namespace of the gateways.`,
  why: `\
That namespace holds the keys by which the cluster proves its identity to the
others, and a pod can mount every Secret of its namespace. An application beside
the gateways could speak for the whole cluster, and anyone who may deploy it
could take the keys.`,
  example: `\
Doubtful, where the gateways are in istio-private-gateways:

  service: ratings.istio-private-gateways

Better: applications in namespaces of their own,

  service: ratings.bookinfo

or the gateways in one that nothing else uses ("gateways.namespace").`,
  check({ federation, at, report }) {
    for (const { exposures } of federation.services)
      for (const { cluster, local, written, active } of exposures)
        if (active && cluster.managed && local.namespace === cluster.namespace)
          report({
            at: at.value(written, "service"),
            message: `\`${written.service}\` is in the namespace of the gateways of \`${cluster.name}\`, where their keys are`,
            ...(cluster.written.gateways?.namespace !== undefined && {
              related: { at: at.value(cluster.written.gateways, "namespace"), message: "the gateways' namespace" },
            }),
            help: "give the gateways a namespace that no application is in",
          });
  },
};
