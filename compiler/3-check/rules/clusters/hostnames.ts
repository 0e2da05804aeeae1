import { domainsOf } from "../../name-owners.ts";
import { firstBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const forbiddenHostname = error("FED321", "hostname that already has another meaning", {
  finds: `\
A cluster's hostname is or lies in a domain that already has a meaning:

  - cluster.local, or the Services of another cluster domain;
  - localhost;
  - <federation>.internal;
  - the trust domain of another cluster's mesh.`,
  why: `\
The hostname is the base of all names that other clusters use for this one, and
the trust domain of its gateways. Under cluster.local or another cluster domain,
calls could end at a Service that is called the same. "localhost" is the pod
itself, and failover groups have their names under <federation>.internal. In the
trust domain of a mesh, a workload could have the identity of this gateway.`,
  wrong: `hostname: c1.cluster.local`,
  right: `hostname: c1.example.com`,
  remark: `The name need not exist in DNS. A name under a domain of yours is a good choice.`,
  check({ federation, at, report }) {
    const clusters = [...federation.clusters.values()];
    const forbidden = new Map([
      ...clusters.map(({ name, istio }) => [`svc.${istio.domain}`, `where Services of \`${name}\` have their names`] as const),
      ["cluster.local", "the usual cluster domain"],
      ["localhost", "the pod itself"],
      [`${federation.name}.internal`, "where the federation's failover groups have their names"],
    ]);
    const forbiddenItself = new Map([
      ...clusters.map(({ name, istio }) => [istio.domain, `the cluster domain of \`${name}\``] as const),
      ...clusters
        .filter(({ hostname, trustDomain }) => trustDomain !== hostname)
        .map(({ name, trustDomain }) => [trustDomain, `the trust domain of \`${name}\``] as const),
    ]);
    for (const { name, hostname, written } of clusters) {
      const domain = domainsOf(hostname).find((suffix) => forbidden.has(suffix));
      const reason = domain === undefined ? forbiddenItself.get(hostname) : forbidden.get(domain);
      if (reason === undefined) continue;
      report({
        at: at.value(written, "hostname"),
        message: `\`${hostname}\` cannot be the hostname of \`${name}\`: it ${domain === undefined || domain === hostname ? "is" : `lies under \`${domain}\`,`} ${reason}`,
        help: "choose a name under a domain of yours; it need not exist in DNS",
      });
    }
  },
});

export const nestedHostnames = error("FED322", "hostnames that overlap", {
  finds: `A cluster has the hostname of another cluster, or one that lies under it.`,
  why: `\
Every name under a cluster's hostname belongs to that cluster, and the cluster's
root may sign certificates for it. With hostnames that overlap, one cluster
could pass for the other.`,
  wrong: `\
clusters:
  cluster1: { hostname: example.com }
  cluster2: { hostname: c2.example.com }`,
  right: `\
clusters:
  cluster1: { hostname: c1.example.com }
  cluster2: { hostname: c2.example.com }`,
  check({ file, at, report }) {
    const clusters = Object.entries(file.clusters).map(([name, cluster]) => ({ name, cluster, hostname: cluster.hostname }));
    const owners = firstBy(clusters, ({ hostname }) => hostname);
    for (const { name, cluster, hostname } of clusters) {
      const [owner] = domainsOf(hostname)
        .flatMap((domain) => owners.get(domain) ?? [])
        .filter((other) => other.name !== name);
      if (!owner) continue;
      report({
        at: at.value(cluster, "hostname"),
        message:
          owner.hostname === hostname
            ? `\`${name}\` has the hostname of \`${owner.name}\`, \`${hostname}\``
            : `the hostname \`${hostname}\` of \`${name}\` lies under that of \`${owner.name}\``,
        related: { at: at.value(owner.cluster, "hostname"), message: `the hostname of \`${owner.name}\`` },
        help: "choose hostnames beside each other, such as `c1.example.com` and `c2.example.com`",
      });
    }
  },
});

export const federationNameHostname = error("FED323", "hostname under the federation's name", {
  finds: `The last label of a cluster's hostname is the name of the federation.`,
  why: `\
A failover group has the name <service>.<consumer>.<federation>, which is the
same at every exposing cluster. With such a hostname, one name could mean a
cluster as well as a group.`,
  wrong: `\
metadata: { name: bookinfo }
clusters:
  cluster1: { hostname: c1.bookinfo }`,
  right: `\
clusters:
  cluster1: { hostname: c1.bookinfo.example.com }`,
  check({ file, at, report }) {
    const { name: federation } = file.metadata;
    for (const [name, cluster] of Object.entries(file.clusters))
      if (domainsOf(cluster.hostname).includes(federation))
        report({
          at: at.value(cluster, "hostname"),
          message: `the hostname of \`${name}\` ends in the federation's name, \`${federation}\``,
          related: { at: at.value(file.metadata, "name"), message: "the federation's name" },
          help: "choose a hostname under a domain of yours; it need not exist in DNS",
        });
  },
});
