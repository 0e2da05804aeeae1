import { domainsOf } from "../../domain-suffix.ts";
import type { Rule } from "../../rule.ts";

export const nestedHostnames: Rule = {
  code: "FED322",
  severity: "error",
  title: "hostnames that overlap",
  finds: `A cluster has the hostname of another cluster, or one that lies under it.`,
  why: `\
Every name under a cluster's hostname belongs to that cluster, and the cluster's
root may sign certificates for it. With hostnames that overlap, one cluster
could pass for the other.`,
  example: `\
Wrong:

  clusters:
    cluster1: { hostname: example.com }
    cluster2: { hostname: c2.example.com }

Right:

  clusters:
    cluster1: { hostname: c1.example.com }
    cluster2: { hostname: c2.example.com }`,
  check({ file, at, report }) {
    const owners = new Map<string, string>();
    for (const [name, { hostname }] of Object.entries(file.clusters)) if (!owners.has(hostname)) owners.set(hostname, name);
    for (const [name, cluster] of Object.entries(file.clusters)) {
      const { hostname } = cluster;
      const above = domainsOf(hostname).find((domain) => owners.get(domain) !== undefined && owners.get(domain) !== name);
      const owner = above === undefined ? undefined : owners.get(above);
      const other = owner === undefined ? undefined : file.clusters[owner];
      if (owner === undefined || !other) continue;
      report({
        at: at.value(cluster, "hostname"),
        message:
          above === hostname
            ? `\`${name}\` has the hostname of \`${owner}\`, \`${hostname}\``
            : `the hostname \`${hostname}\` of \`${name}\` lies under that of \`${owner}\``,
        related: { at: at.value(other, "hostname"), message: `that of \`${owner}\`` },
        help: "choose hostnames beside each other, such as `c1.example.com` and `c2.example.com`",
      });
    }
  },
};
