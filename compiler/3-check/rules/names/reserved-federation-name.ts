import type { Rule } from "../../rule.ts";

/** The federation's name is no domain that means something else. */
export const reservedFederationName: Rule = {
  code: "FED335",
  severity: "error",
  title: "reserved federation name",
  finds: `\
The federation's name ends host names, such as reviews.cluster1.bookinfo for a
failover group.`,
  why: `\
Under "svc" such a name would look like a Service in a namespace
called cluster1, "localhost" is the pod itself, and ".internal" is taken by
other names of the federation. Under "local", or whatever else ends the domain
of a cluster ("istio.domain"), they would lie where the cluster's own names are.`,
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
