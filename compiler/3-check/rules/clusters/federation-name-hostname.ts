import { isWithin } from "../../domain-suffix.ts";
import type { Rule } from "../../rule.ts";

export const federationNameHostname: Rule = {
  code: "FED323",
  severity: "error",
  title: "hostname under the federation's name",
  finds: `The last label of a cluster's hostname is the name of the federation.`,
  why: `\
A failover group has the name <service>.<consumer>.<federation>, which is the
same at every exposing cluster. With such a hostname, one name could mean a
cluster as well as a group.`,
  example: `\
Wrong:

  metadata: { name: bookinfo }
  clusters:
    cluster1: { hostname: c1.bookinfo }

Right:

  clusters:
    cluster1: { hostname: c1.bookinfo.example.com }`,
  check({ file, at, report }) {
    const { name: federation } = file.metadata;
    for (const [name, cluster] of Object.entries(file.clusters))
      if (isWithin(cluster.hostname, federation))
        report({
          at: at.value(cluster, "hostname"),
          message: `the hostname of \`${name}\` ends in the federation's name, \`${federation}\``,
          related: { at: at.value(file.metadata, "name"), message: "the federation's name" },
          help: "choose a hostname under a domain of yours; it need not exist in DNS",
        });
  },
};
