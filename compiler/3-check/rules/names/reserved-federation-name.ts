import type { Rule } from "../../rule.ts";

export const reservedFederationName: Rule = {
  code: "FED335",
  severity: "error",
  title: "reserved federation name",
  finds: `\
The federation is called "svc", "localhost", "internal" or "local", or like the
last label of some cluster's domain ("istio.domain").`,
  why: `\
The federation's name is the end of host names, such as
reviews.cluster1.bookinfo for a failover group. Under "svc" such a name would
look like a Service, "localhost" is the pod itself, and ".internal" already ends
other names of the federation. Under "local", or the end of a cluster's domain,
the names could meet those of the cluster's own Services.`,
  example: `\
Wrong:

  metadata: { name: internal }

Right:

  metadata: { name: bookinfo }`,
  check({ federation, file, at, report }) {
    const { name } = file.metadata;
    const domains = [...federation.clusters.values()].map(({ istio }) => istio.domain.slice(istio.domain.lastIndexOf(".") + 1));
    if (["svc", "localhost", "internal", "local", ...domains].includes(name))
      report({
        at: at.value(file.metadata, "name"),
        message: `no federation can be called \`${name}\`: host names that end in it mean something else`,
        help: "choose another name",
      });
  },
};
